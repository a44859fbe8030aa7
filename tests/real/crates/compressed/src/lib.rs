pub fn small(text: &[u8]) -> Vec<u8> {
    zstd::encode_all(text, 3).unwrap()
}
