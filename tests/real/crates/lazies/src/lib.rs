use std::sync::atomic::{AtomicU32, Ordering};
use thread_local::ThreadLocal;

lazy_static::lazy_static! {
    pub static ref COUNTS: ThreadLocal<AtomicU32> = ThreadLocal::new();
}

pub fn count() -> u32 {
    COUNTS.get_or_default().fetch_add(1, Ordering::Relaxed) + 1
}
