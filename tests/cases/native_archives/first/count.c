extern int value;
int library_name(void);
__attribute__((weak)) int step(void) { return 1; }
int next_count(void) { return (value += step()) + library_name(); }
int peek_count(void) { return value; }
