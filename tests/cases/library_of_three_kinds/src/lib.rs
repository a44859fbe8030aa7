pub fn run() {
    println!("= ready");
    for _ in std::io::stdin().lines() {
        println!("= {}", greeting());
    }
}

fn greeting() -> &'static str {
    "hello one"
}
