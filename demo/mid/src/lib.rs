//! Between `root` and `leaf`.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

/// Calls of [`line`] since the program started.
static LINES: AtomicU32 = AtomicU32::new(0);

/// Edit this number while the program runs.
#[must_use]
pub fn version() -> u32 {
    1
}

/// What the program prints. Edit it; try `cold::shout` too.
#[chaud::hot]
#[must_use]
pub fn line(tick: u32) -> String {
    LINES.fetch_add(1, Relaxed);
    format!("{tick}: {}, {}", leaf::greeting(), cold::whisper("HELLO FROM MID"))
}

/// Calls of [`line`].
#[must_use]
pub fn lines() -> u32 {
    LINES.load(Relaxed)
}
