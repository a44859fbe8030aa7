pub fn word() -> &'static str {
    if cfg!(feature = "host") { "host one" } else { "program one" }
}
