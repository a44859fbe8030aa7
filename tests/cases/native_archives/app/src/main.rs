fn word() -> &'static str {
    "one"
}

/// In place of what the first library has for all others.
#[unsafe(no_mangle)]
extern "C" fn step() -> i32 {
    10
}

fn main() {
    println!("= ready");
    for _ in std::io::stdin().lines() {
        let counts = (first::next(), second::peek(), second::name());
        println!("= {}", format!("{} {counts:?}", word()));
    }
}
