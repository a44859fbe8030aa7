fn main() {
    let before = pages::allocated();
    let large = std::hint::black_box(vec![1u8; 64 << 20]);
    println!("{}", pages::allocated() - before >= large.len());
}
