int library_name(void) { return 1000; }
