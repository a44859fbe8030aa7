use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

#[chaud::persist]
static COUNT: AtomicU32 = AtomicU32::new(100);

#[chaud::hot]
fn word() -> &'static str {
    "library one"
}

pub fn text() -> String {
    format!("{} {}", word(), COUNT.fetch_add(1, Relaxed))
}
