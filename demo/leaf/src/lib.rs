//! The deepest crate of the chain `root → mid → leaf`. Nothing here is a
//! `#[chaud::hot]` function: a public function that other crates call is live
//! without it.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

/// Calls of [`greeting`] since the program started, whatever is edited, and
/// wherever: its name and type are checked.
#[chaud::persist]
pub static CALLS: AtomicU32 = AtomicU32::new(0);

/// The same: a plain static keeps its value as well.
static GREETINGS: AtomicU32 = AtomicU32::new(0);

/// Edit this number while the program runs.
#[must_use]
pub fn version() -> u32 {
    1
}

/// Edit this text while the program runs.
#[must_use]
pub fn greeting() -> &'static str {
    CALLS.fetch_add(1, Relaxed);
    GREETINGS.fetch_add(1, Relaxed);
    "Hello from leaf"
}

/// Calls of [`greeting`].
#[must_use]
pub fn greetings() -> u32 {
    GREETINGS.load(Relaxed)
}
