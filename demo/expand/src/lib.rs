//! Every form of chaud's attributes, once.
//!
//! `../expanded_cold.rs` shows what becomes of this file without the feature `unsafe-hot-reload`,
//! `../expanded_hot.rs` with it, and `../expanded_reload.rs` in a patch.
#![forbid(unsafe_code)]
#![deny(missing_docs, warnings)]

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

/// How often something was counted.
#[chaud::persist]
pub static COUNT: AtomicU64 = AtomicU64::new(0);

/// The smallest hot function.
#[chaud::hot]
pub fn count() {
    COUNT.fetch_add(1, Ordering::Relaxed);
}

/// Parameters, a result, attributes, and a call of itself.
#[chaud::hot]
#[must_use]
#[allow(clippy::manual_is_multiple_of)]
pub fn collatz(mut n: u64, _: &str) -> u64 {
    if n <= 1 {
        return 0;
    }
    n = if n % 2 == 0 { n / 2 } else { 3 * n + 1 };
    1 + collatz(n, "again")
}

/// Lifetimes, elided and named.
#[chaud::hot]
#[must_use]
pub fn longest<'a>(one: &'a str, other: &'a str, _separator: &str) -> &'a str {
    if one.len() < other.len() { other } else { one }
}

/// A type with hot methods.
pub struct Shape {
    side: f64,
    name: String,
}

impl Shape {
    /// A hot method.
    #[chaud::hot(self)]
    #[must_use]
    pub fn area(this: &Shape) -> f64 {
        this.side * this.side
    }

    /// A hot method that changes its value.
    #[chaud::hot(self)]
    pub fn grow(this: &mut Shape, by: f64) {
        this.side += by;
    }

    /// A hot method that returns a reference.
    #[chaud::hot(self)]
    #[must_use]
    pub fn name(this: &Shape, default: &'static str) -> &str {
        if this.name.is_empty() { default } else { &this.name }
    }
}

impl Drop for Shape {
    /// A hot method of a trait.
    #[chaud::hot(self)]
    fn drop(this: &mut Shape) {
        this.side = 0.0;
    }
}

/// Hot and persisted items in the body of a function.
pub fn remember(word: &str) -> usize {
    #[chaud::persist]
    static WORDS: Mutex<Vec<String>> = Mutex::new(Vec::new());

    #[chaud::hot]
    fn shorten(word: &str) -> String {
        word.chars().take(8).collect()
    }

    let Ok(mut words) = WORDS.lock() else { return 0 };
    words.push(shorten(word));
    words.len()
}

/// Items in a module, one behind `cfg`, and a mutable static.
pub mod nested {
    #[chaud::persist]
    pub(crate) static mut MODE: u8 = 0;

    /// Where the mode is.
    #[must_use]
    pub fn mode() -> *const u8 {
        &raw const MODE
    }

    /// Only in builds with debug assertions.
    #[chaud::hot]
    #[cfg(debug_assertions)]
    pub fn count_in_debug() {
        super::count();
    }
}
