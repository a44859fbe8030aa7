unsafe extern "C" {
    safe fn never_there() -> &'static str;
}

/// Nobody calls it, so that cargo's linker leaves it out.
pub fn other_word() -> &'static str {
    never_there()
}

pub fn word() -> &'static str {
    "one"
}
