use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

static OPENED: AtomicU32 = AtomicU32::new(0);
static CLOSED: AtomicU32 = AtomicU32::new(0);

pub fn open() {
    OPENED.fetch_add(1, Relaxed);
}

/// What is closed once too often is an error.
pub fn close() {
    if CLOSED.fetch_add(1, Relaxed) >= OPENED.load(Relaxed) {
        std::process::abort();
    }
}

pub fn opened() -> u32 {
    OPENED.load(Relaxed)
}
