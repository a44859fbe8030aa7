über.d: my\ crate\ #1/über.rs my\ crate\ #1/inner.rs my\ crate\ #1/a\ text.txt

my\ crate\ #1/über.rs:
my\ crate\ #1/inner.rs:
my\ crate\ #1/a\ text.txt:

# env-dep:__CHAUD_RELOAD
