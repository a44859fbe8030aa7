fn main() {
    let text = std::fs::read_to_string("asset.txt").unwrap();
    println!("cargo::rustc-env=ASSET={}", text.trim());
}
