use std::sync::Mutex;

static ALL: Mutex<Vec<&str>> = Mutex::new(Vec::new());

#[used]
#[unsafe(link_section = ".init_array")]
static FIRST: extern "C" fn() = first;

extern "C" fn first() {
    ALL.lock().unwrap().push("first");
}

fn word() -> &'static str {
    "one"
}

fn main() {
    println!("= ready");
    for _ in std::io::stdin().lines() {
        println!("= {}", format!("{} {:?}", word(), ALL.lock().unwrap()));
    }
}
