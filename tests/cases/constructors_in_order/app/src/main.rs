#[used]
#[unsafe(link_section = ".init_array")]
static REGISTER: extern "C" fn() = register;

extern "C" fn register() {
    first::register("app");
}

fn word() -> &'static str {
    "one"
}

fn main() {
    println!("= ready");
    for _ in std::io::stdin().lines() {
        let names = (first::names(), second::two());
        println!("= {}", format!("{} {names:?}", word()));
    }
}
