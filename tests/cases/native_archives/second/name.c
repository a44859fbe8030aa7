int library_name(void) { return 2000; }
