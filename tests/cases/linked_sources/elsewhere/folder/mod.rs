pub fn value() -> &'static str {
    "folder"
}
