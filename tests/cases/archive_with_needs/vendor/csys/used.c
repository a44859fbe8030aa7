int used(void) { return 5; }
