//! The runtime's own threads: how they start, and how many there are.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::system;
use crate::messages;

/// The threads of this process that are the runtime's.
static COUNT: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    static IS_OWN: Cell<bool> = const { Cell::new(false) };
}

/// Runs something on a thread of its own; false if that cannot be, which was said.
pub(crate) fn start(name: &str, run: impl FnOnce() + Send + 'static) -> bool {
    let run = move || {
        IS_OWN.set(true);
        // The program may have a logger that panics, for one.
        if panic::catch_unwind(AssertUnwindSafe(run)).is_err() {
            messages::panicked();
        }
        COUNT.fetch_sub(1, Ordering::Relaxed);
    };
    COUNT.fetch_add(1, Ordering::Relaxed);
    let builder = thread::Builder::new().name(name.to_owned());
    let started = system::with_signals_blocked(|| builder.spawn(run));
    if let Err(error) = &started {
        COUNT.fetch_sub(1, Ordering::Relaxed);
        messages::no_thread(error);
    }
    started.is_ok()
}

/// Whether this is one of them.
pub(crate) fn is_own() -> bool {
    IS_OWN.try_with(Cell::get).unwrap_or(false)
}

/// How many there are.
pub(crate) fn count() -> usize {
    COUNT.load(Ordering::Relaxed)
}

/// A process that was forked has none.
pub(crate) fn forget() {
    COUNT.store(0, Ordering::Relaxed);
}
