fn own() -> &'static str {
    "own one"
}

fn main() {
    println!("= ready");
    for _ in std::io::stdin().lines() {
        println!("= {}", format!("{} {}", leaf::word(), own()));
    }
}
