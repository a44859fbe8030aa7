pub fn word() -> &'static str {
    "first"
}
