fn main() {
    println!("= ready");
    let n = std::hint::black_box(2);
    for _ in std::io::stdin().lines() {
        let is = match n {
            leaf::WANTED => "is",
            _ => "is not",
        };
        println!("= {is} {}", leaf::word(n));
    }
}
