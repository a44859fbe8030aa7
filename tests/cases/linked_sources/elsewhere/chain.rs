pub fn value() -> &'static str {
    "chain"
}
