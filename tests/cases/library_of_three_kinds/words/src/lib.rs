pub fn subject() -> &'static str {
    "world"
}
