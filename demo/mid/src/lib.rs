//! Between `root` and `leaf`.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

/// Calls of [`line`] since this crate was last reloaded.
static CALLS_SINCE_EDIT: AtomicU32 = AtomicU32::new(0);

/// Edit this number while the program runs.
#[must_use]
pub fn version() -> u32 {
    1
}

/// What the program prints. Edit it; try `cold::shout` too.
#[chaud::hot]
#[must_use]
pub fn line(tick: u32) -> String {
    CALLS_SINCE_EDIT.fetch_add(1, Relaxed);
    format!("{tick}: {}, {}", leaf::greeting(), cold::whisper("HELLO FROM MID"))
}

/// Calls of [`line`] since this crate was last reloaded.
#[must_use]
pub fn calls_since_edit() -> u32 {
    CALLS_SINCE_EDIT.load(Relaxed)
}
