pub fn value() -> &'static str {
    "plain"
}
