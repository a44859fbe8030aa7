fn main() {
    println!("= ready");
    for _ in std::io::stdin().lines() {
        println!("= {}", middle::word());
    }
}
