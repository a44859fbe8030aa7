#![allow(unexpected_cfgs)]
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

mod part;

#[chaud::persist]
static CALLS: AtomicU32 = AtomicU32::new(0);

#[chaud::persist]
static DROPS: AtomicU32 = AtomicU32::new(0);

struct Guard;

impl Drop for Guard {
    fn drop(&mut self) {
        DROPS.fetch_add(1, Relaxed);
    }
}

#[chaud::hot]
fn scale(n: u32) -> u32 {
    n
}

#[chaud::hot]
pub fn work() -> String {
    let _guard = Guard;
    let calls = CALLS.fetch_add(1, Relaxed) + 1;
    let drops = DROPS.load(Relaxed);
    format!("first {}, calls {}, drops {drops}", part::NAME, scale(calls))
}

pub fn features(level: &str) -> String {
    format!("begin {level} {}", if cfg!(feature = "loud") { "loud" } else { "quiet" })
}

pub fn built() -> String {
    format!("begin {} {}", cfg!(flagged), cfg!(debug_assertions))
}
