__attribute__((weak)) int hook(void) { return 1; }
int call_hook(void) { return hook(); }
