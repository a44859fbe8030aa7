int library_name(void);
int second_name(void) { return library_name(); }
