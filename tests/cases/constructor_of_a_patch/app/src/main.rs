#[used]
#[unsafe(link_section = ".init_array")]
static REGISTER: extern "C" fn() = {
    extern "C" fn register() {
        register::add("app")
    }
    register
};

fn word() -> &'static str {
    "one"
}

fn main() {
    println!("= ready");
    for _ in std::io::stdin().lines() {
        println!("= {}", format!("{} {}", word(), register::all()));
    }
}
