pub fn value() -> &'static str {
    "linked"
}
