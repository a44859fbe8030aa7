// expand/src/lib.rs as rustc sees it without hot reload.
//! Every form of chaud's attributes, once.
//!
//! `../expanded_cold.rs` shows what becomes of this file without the feature `unsafe-hot-reload`,
//! `../expanded_hot.rs` with it, and `../expanded_reload.rs` in a patch.
#![forbid(unsafe_code)]
#![deny(missing_docs, warnings)]

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

/// How often something was counted.
pub static COUNT: AtomicU64 = AtomicU64::new(0);

/// The smallest hot function.
pub fn count() {
    COUNT.fetch_add(1, Ordering::Relaxed);
}

/// Parameters, a result, attributes, and a call of itself.
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
    #[doc = " A hot method."]
    #[must_use]
    pub fn area(&self) -> f64 {
        let this: &Shape = self;
        this.side * this.side
    }

    #[doc = " A hot method that changes its value."]
    pub fn grow(&mut self, by: f64) {
        let this: &mut Shape = self;
        this.side += by;
    }

    #[doc = " A hot method that returns a reference."]
    #[must_use]
    pub fn name(&self, default: &'static str) -> &str {
        let this: &Shape = self;
        if this.name.is_empty() { default } else { &this.name }
    }
}

impl Drop for Shape {
    #[doc = " A hot method of a trait."]
    fn drop(&mut self) {
        let this: &mut Shape = self;
        this.side = 0.0;
    }
}

/// Hot and persisted items in the body of a function.
pub fn remember(word: &str) -> usize {
    static WORDS: Mutex<Vec<String>> = Mutex::new(Vec::new());

    fn shorten(word: &str) -> String {
        word.chars().take(8).collect()
    }

    let Ok(mut words) = WORDS.lock() else { return 0 };
    words.push(shorten(word));
    words.len()
}

/// Items in a module, one behind `cfg`, and a mutable static.
pub mod nested {
    pub(crate) static mut MODE: u8 = 0;

    /// Where the mode is.
    #[must_use]
    pub fn mode() -> *const u8 {
        &raw const MODE
    }

    /// Only in builds with debug assertions.
    pub fn count_in_debug() {
        super::count();
    }
}
