use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

#[chaud::persist]
static COUNT: AtomicU32 = AtomicU32::new(10);

#[chaud::hot]
pub fn count() -> String {
    format!("hot {}", COUNT.fetch_add(1, Relaxed))
}
