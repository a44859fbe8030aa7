//! Everything that the attributes allow, in a crate that forbids and denies what can be. `../forms.rs` compiles it.
#![forbid(unsafe_code)]
#![deny(warnings, missing_docs, clippy::all, clippy::pedantic)]
#![deny(elided_lifetimes_in_paths, unreachable_pub, unused_qualifications, unused_results)]
#![deny(missing_debug_implementations, single_use_lifetimes, trivial_casts, let_underscore_drop)]

use std::collections::HashMap;
use std::fmt::{self, Display};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

/// A persisted static.
#[chaud::persist]
pub static COUNT: AtomicU64 = AtomicU64::new(0);

/// Another that refers to it.
#[chaud::persist]
pub static COUNT_BEHIND: &AtomicU64 = &COUNT;

#[chaud::persist]
#[allow(dead_code, clippy::type_complexity)]
static NAMES: Mutex<Option<Box<dyn Fn(&str) -> &str + Send>>> = Mutex::new(None);

#[chaud::persist]
#[expect(dead_code, reason = "nobody asks")]
static NEVER_READ: [u8; 1 + 2] = [0; 3];

/// Mutable.
#[chaud::persist]
#[cfg(not(any()))]
pub static mut MODE: u8 = 0;

#[chaud::persist]
#[deprecated = "use COUNT"]
#[used]
#[cfg_attr(target_os = "linux", allow(dead_code))]
pub(crate) static r#OLD: &str = "old";

/// No parameters.
#[chaud::hot]
pub fn nothing() {}

#[doc = "Attributes, an unused name, `mut` and `_`."]
#[chaud::hot]
#[must_use]
#[inline]
#[track_caller]
#[cfg(not(any()))]
#[cfg_attr(debug_assertions, allow(clippy::cast_lossless))]
pub fn attributes(mut n: u64, #[allow(unused)] unused: u8, _: &str, _also: (u8, u8)) -> u64 {
    n += 1;
    n
}

/// Named, elided, anonymous and static lifetimes.
#[chaud::hot]
#[must_use]
pub fn lifetimes<'a, 'b>(
    one: &'a str,
    other: &'b mut Vec<&'a str>,
    _: &[&'static str],
    _: fmt::Arguments<'_>,
) -> (&'a str, &'b mut Vec<&'a str>) {
    other.push(one);
    (one, other)
}

/// Types of all kinds.
///
/// # Errors
///
/// Always.
#[chaud::hot]
#[allow(clippy::implicit_hasher)]
pub fn types(
    _: &dyn for<'x> Fn(&'x str) -> &'x str,
    _: fn(&u8) -> &u8,
    _: *const u8,
    _: [u8; 1 + 2],
    _: &HashMap<String, Vec<Option<Box<dyn Display + Send + 'static>>>>,
    _: <Vec<u8> as IntoIterator>::Item,
) -> Result<(), Box<dyn std::error::Error>> {
    Err("none".into())
}

/// Never returns.
#[chaud::hot]
pub fn never() -> ! {
    std::process::abort()
}

/// Calls itself.
#[chaud::hot]
#[must_use]
pub fn recursive(n: u64) -> u64 {
    if n == 0 { 0 } else { recursive(n - 1) }
}

/// A wrapper that clippy would have something to say about, were it not public.
#[chaud::hot]
#[must_use]
pub fn wrapped(text: String) -> Option<usize> {
    let length = text.len();
    drop(text);
    Some(length)
}

#[chaud::hot]
pub(crate) fn r#match(name: &'static str) -> &'static str {
    // `CHAUD_SLOT` and its like are not in the way of names such as these.
    const SLOT: &str = "slot";
    if name.is_empty() { SLOT } else { name }
}

/// Hot inside a function, with items of its own.
#[must_use]
pub fn outer() -> usize {
    #[chaud::persist]
    static CALLS: AtomicU64 = AtomicU64::new(0);

    #[chaud::hot]
    fn inner(text: &str) -> usize {
        struct Pair {
            one: usize,
        }
        impl Pair {
            fn new(one: usize) -> Self {
                Self { one }
            }
            fn sum(&self) -> usize {
                self.one + 1
            }
        }
        Pair::new(text.len()).sum() + nested::zero().leading_zeros() as usize
    }

    let _before = CALLS.fetch_add(1, Ordering::Relaxed);
    inner(r#match("text"))
}

mod nested {
    #[chaud::hot]
    pub(super) fn zero() -> u64 {
        super::recursive(2)
    }
}

/// A type.
#[derive(Debug, Default)]
pub struct Shape {
    side: f64,
    name: String,
}

impl Shape {
    /// An associated function.
    #[chaud::hot]
    #[must_use]
    pub fn unit() -> Shape {
        Shape { side: 1.0, name: String::new() }
    }

    /// A method.
    #[chaud::hot(self)]
    #[must_use]
    pub fn area(this: &Shape) -> f64 {
        this.side * this.side
    }

    /// A method that changes its value.
    #[chaud::hot(self)]
    pub fn grow(this: &mut Shape, by: f64) -> &mut Shape {
        this.side += by;
        this
    }

    /// A method that borrows from one of two.
    #[chaud::hot(self)]
    #[must_use]
    pub fn name(this: &Shape, _other: &str) -> &str {
        &this.name
    }

    /// The same, with a named lifetime.
    #[chaud::hot(self)]
    #[must_use]
    pub fn named<'s>(this: &'s Shape, other: &'s str) -> &'s str {
        if this.name.is_empty() { other } else { &this.name }
    }
}

impl Display for Shape {
    #[chaud::hot(self)]
    fn fmt(this: &Shape, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&this.name)
    }
}

impl Drop for Shape {
    #[chaud::hot(self)]
    fn drop(this: &mut Shape) {
        this.side = 0.0;
    }
}

/// A type with a lifetime.
#[derive(Debug)]
pub struct Words<'a>(&'a str);

impl<'a> Words<'a> {
    /// An ordinary method.
    #[must_use]
    pub fn new(text: &'a str) -> Words<'a> {
        Words(text)
    }

    /// A hot one.
    #[chaud::hot(self)]
    #[must_use]
    pub fn first(this: &Words<'_>) -> Option<&str> {
        this.0.split(' ').next()
    }
}

macro_rules! hot_function {
    ($name:ident, $argument:ty, $result:ty, $body:expr) => {
        /// Made by a macro.
        #[chaud::hot]
        #[must_use]
        pub fn $name(n: $argument) -> $result {
            drop(n);
            $body
        }
    };
}

hot_function!(made, Vec<&u8>, Vec<u8>, Vec::new());
