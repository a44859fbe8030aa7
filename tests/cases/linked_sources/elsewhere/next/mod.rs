pub fn value() -> &'static str {
    "next"
}
