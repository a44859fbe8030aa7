pub fn run() {
    println!("= ready");
    for _ in std::io::stdin().lines() {
        println!("= {}", line());
    }
}

fn line() -> String {
    format!("{} {}", greeting(), words::subject())
}

fn greeting() -> &'static str {
    "hello"
}
