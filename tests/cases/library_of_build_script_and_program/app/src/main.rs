fn main() {
    println!("= ready");
    for _ in std::io::stdin().lines() {
        println!("= {}", line());
    }
}

fn line() -> String {
    format!("{} {}", env!("WORD"), words::word())
}
