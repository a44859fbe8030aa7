//! Processes that the program forks. Nothing of the runtime's runs in one, nor is anything kept for it: most run another
//! program at once, and those that do not may count on being alone in their process. The driver finds and names them.

use std::cell::RefCell;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, Once, PoisonError, TryLockError};
use std::thread;
use std::time::Duration;

use super::descriptor::Descriptor;
use super::{system, threads};

/// Held by a thread of the runtime's while it does anything but wait for the driver.
static AT_WORK: Mutex<()> = Mutex::new(());
/// How many processes were forked since the driver was told.
static COUNT: AtomicU32 = AtomicU32::new(0);

/// An answer takes less than all of these; no program notices that a fork takes as long.
const MOMENTS: u32 = 500;
const MOMENT: Duration = Duration::from_micros(20);

thread_local! {
    /// What this thread holds while it forks.
    static HELD: RefCell<Option<MutexGuard<'static, ()>>> = const { RefCell::new(None) };
}

/// Notices every fork from now on. To be called before there is a thread of the runtime's: the program may fork as soon
/// as it knows of none.
pub(crate) fn watch() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| system::on_fork(before, in_parent, in_child));
}

/// Has whoever forks wait: a new process would find locked for ever what a thread of the runtime's holds meanwhile, the
/// program's logger for one.
pub(crate) fn hold_off() -> MutexGuard<'static, ()> {
    AT_WORK.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How many processes were forked since this was last asked.
pub(crate) fn count() -> u32 {
    COUNT.swap(0, Ordering::Relaxed)
}

extern "C" fn before() {
    let held = wait();
    let _ = HELD.try_with(|slot| slot.try_borrow_mut().map(|mut slot| *slot = held));
}

extern "C" fn in_parent() {
    COUNT.fetch_add(1, Ordering::Relaxed);
    drop(held());
}

extern "C" fn in_child() {
    COUNT.store(0, Ordering::Relaxed);
    Descriptor::close_inherited();
    drop(held());
}

/// Waits until no thread of the runtime's is at work, but not for long: one may wait for what this thread holds, or this
/// is the one that is at work.
fn wait() -> Option<MutexGuard<'static, ()>> {
    for _ in 0..MOMENTS {
        match AT_WORK.try_lock() {
            Ok(held) => return Some(held),
            Err(TryLockError::Poisoned(error)) => return Some(error.into_inner()),
            Err(TryLockError::WouldBlock) if threads::is_own() => return None,
            Err(TryLockError::WouldBlock) => thread::sleep(MOMENT),
        }
    }
    None
}

fn held() -> Option<MutexGuard<'static, ()>> {
    HELD.try_with(|slot| slot.try_borrow_mut().ok()?.take()).ok()?
}
