fn main() {
    println!("= ready");
    for _ in std::io::stdin().lines() {
        println!("= {} {}", leaf::values(), other::values());
    }
}
