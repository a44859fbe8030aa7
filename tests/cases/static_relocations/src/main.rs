fn word() -> &'static str {
    "one"
}

fn main() {
    println!("= ready");
    for _ in std::io::stdin().lines() {
        println!("= {}", word());
    }
}
