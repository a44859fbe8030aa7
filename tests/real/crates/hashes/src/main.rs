fn main() {
    println!("{}", hashes::of("abc"));
    let mut hasher = blake3::Hasher::new();
    hasher.update(&vec![7; 100_000]);
    println!("{}", hasher.finalize());
}
