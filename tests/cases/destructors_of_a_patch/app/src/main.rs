#[used]
#[unsafe(link_section = ".init_array")]
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

fn word() -> &'static str {
    "one"
}

fn main() {
    println!("= ready");
    for _ in std::io::stdin().lines() {
        println!("= {} {}", word(), tools::opened());
    }
}
