fn main() {
    let text = vec![5u8; 10_000];
    let small = compressed::small(&text);
    println!("{} {}", small.len(), zstd::decode_all(&small[..]).unwrap() == text);
}
