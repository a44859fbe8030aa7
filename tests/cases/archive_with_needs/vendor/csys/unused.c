extern int optional_thing(void);
int unused(void) { return optional_thing(); }
