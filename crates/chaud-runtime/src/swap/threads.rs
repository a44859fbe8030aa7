//! The runtime's own threads, and how they start.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::thread;

use super::{fork, system};
use crate::messages;

thread_local! {
    static IS_OWN: Cell<bool> = const { Cell::new(false) };
}

/// Runs something on a thread of its own; false if that cannot be, which was said.
pub(crate) fn start(name: &str, run: impl FnOnce() + Send + 'static) -> bool {
    let run = move || {
        IS_OWN.set(true);
        // The program may have a logger that panics, for one.
        if panic::catch_unwind(AssertUnwindSafe(run)).is_err() {
            let _held = fork::hold_off();
            messages::panicked();
        }
    };
    let builder = thread::Builder::new().name(name.to_owned());
    let started = system::with_signals_blocked(|| builder.spawn(run));
    if let Err(error) = &started {
        messages::no_thread(error);
    }
    started.is_ok()
}

/// Whether this is one of them.
pub(crate) fn is_own() -> bool {
    IS_OWN.try_with(Cell::get).unwrap_or(false)
}
