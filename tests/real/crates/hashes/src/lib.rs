pub fn of(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex().to_string()
}
