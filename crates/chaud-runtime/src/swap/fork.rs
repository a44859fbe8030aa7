//! Processes that the program forks. One that runs on with the code that it has is served like any other, by a thread
//! and a connection of its own; it never uses its parent's.
//!
//! A thread may be started in a forked process only if no other thread of its parent can have held a lock: where the
//! program has a single one, as those have that fork workers or become daemons. Any other is left alone, as it may be
//! about to run something else; it is served once it calls `init` again.

use std::cell::RefCell;
use std::process;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{MutexGuard, Once};

use super::connection::Connection;
use super::service::{self, Service};
use super::{system, threads};

/// Whether this process was forked, and can be served but is not.
static IS_LEFT: AtomicBool = AtomicBool::new(false);
/// How many processes were forked that are left alone.
static LEFT: AtomicU32 = AtomicU32::new(0);

/// What a fork finds, until it is over.
struct Found {
    /// Held, so that the new process has it in order.
    service: MutexGuard<'static, Option<Service>>,
    /// Whether the program has one thread.
    is_single: bool,
    parent: u32,
}

thread_local! {
    static FOUND: RefCell<Option<Found>> = const { RefCell::new(None) };
}

/// Notices every fork from now on.
pub(crate) fn watch() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| system::on_fork(before, in_parent, in_child));
}

/// Serves this process, if it was forked and left alone.
pub(crate) fn serve_if_left() {
    if IS_LEFT.swap(false, Ordering::Relaxed) {
        service::resume();
    }
}

/// How many processes were left alone since this was last asked.
pub(crate) fn left() -> u32 {
    LEFT.swap(0, Ordering::Relaxed)
}

extern "C" fn before() {
    let found = service::idle().filter(|service| service.is_some()).map(|service| Found {
        service,
        is_single: system::thread_count() == Some(1 + threads::count()),
        parent: process::id(),
    });
    let _ = FOUND.try_with(|slot| slot.try_borrow_mut().map(|mut slot| *slot = found));
}

extern "C" fn in_parent() {
    if found().is_none_or(|found| !found.is_single) {
        LEFT.fetch_add(1, Ordering::Relaxed);
    }
}

extern "C" fn in_child() {
    threads::forget();
    Connection::close_inherited();
    // Without it, what the parent was at work on is not in order here.
    let Some(mut found) = found() else { return };
    if let Some(service) = found.service.as_mut() {
        service.parent = found.parent;
    }
    let is_single = found.is_single;
    drop(found);
    if is_single {
        service::resume();
    } else {
        IS_LEFT.store(true, Ordering::Relaxed);
    }
}

fn found() -> Option<Found> {
    FOUND.try_with(|slot| slot.try_borrow_mut().ok()?.take()).ok()?
}
