//! The deepest crate of the chain `root → mid → leaf`. Nothing here is a
//! `#[chaud::hot]` function: a public function that other crates call is live
//! without it.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

/// Calls of [`greeting`] since the program started, whatever is edited.
#[chaud::persist]
pub static CALLS: AtomicU32 = AtomicU32::new(0);

/// Calls of [`greeting`] since this crate was last edited.
static CALLS_SINCE_EDIT: AtomicU32 = AtomicU32::new(0);

/// Edit this number while the program runs.
#[must_use]
pub fn version() -> u32 {
    1
}

/// Edit this text while the program runs.
#[must_use]
pub fn greeting() -> &'static str {
    CALLS.fetch_add(1, Relaxed);
    CALLS_SINCE_EDIT.fetch_add(1, Relaxed);
    "Hello from leaf"
}

/// Calls of [`greeting`] since this crate was last edited.
#[must_use]
pub fn calls_since_edit() -> u32 {
    CALLS_SINCE_EDIT.load(Relaxed)
}
