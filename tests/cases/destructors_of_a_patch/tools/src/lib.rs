/// As a library's own start does that must come first.
#[used]
#[unsafe(link_section = ".init_array.00200")]
static OPEN: extern "C" fn() = {
    extern "C" fn open() {
        counts::open();
    }
    open
};

#[used]
#[unsafe(link_section = ".fini_array")]
static CLOSE: extern "C" fn() = {
    extern "C" fn close() {
        counts::close();
    }
    close
};

pub fn opened() -> String {
    format!("opened {} times", counts::opened())
}
