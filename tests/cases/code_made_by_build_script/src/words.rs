pub fn word() -> &'static str {
    "word"
}
