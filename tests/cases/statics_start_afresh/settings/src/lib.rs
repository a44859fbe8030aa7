use std::sync::OnceLock;

static NAME: OnceLock<String> = OnceLock::new();

pub fn init(name: &str) {
    NAME.set(name.to_owned()).unwrap();
}

pub fn name() -> &'static str {
    NAME.get().map_or("no name", String::as_str)
}
