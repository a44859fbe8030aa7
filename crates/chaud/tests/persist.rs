//! Persisted statics behave as the plain ones, with and without the feature.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

#[chaud::persist]
static COUNT: AtomicU64 = AtomicU64::new(1);

#[chaud::persist]
static NAMES: Mutex<Vec<&str>> = Mutex::new(Vec::new());

#[chaud::persist]
static mut MODE: u8 = 7;

#[chaud::persist]
static COUNT_BEHIND: &AtomicU64 = &COUNT;

fn next() -> u64 {
    #[chaud::persist]
    static NEXT: AtomicU64 = AtomicU64::new(0);

    NEXT.fetch_add(1, Ordering::Relaxed)
}

#[test]
fn values_are_kept() {
    COUNT.fetch_add(1, Ordering::Relaxed);
    assert_eq!(COUNT_BEHIND.load(Ordering::Relaxed), 2);
    NAMES.lock().unwrap().push("name");
    assert_eq!(*NAMES.lock().unwrap(), ["name"]);
    assert_eq!((next(), next()), (0, 1));
}

#[test]
fn mutable_statics_stay_unsafe() {
    // SAFETY: no other test uses it.
    let mode = unsafe {
        MODE += 1;
        MODE
    };
    assert_eq!(mode, 8);
}
