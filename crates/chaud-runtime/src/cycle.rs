//! The epoch: the number of the newest patch that is live, and those who wait for the next one.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

static PROGRAM: Epoch = Epoch::new();

/// The running program's epoch; 0 is the base.
#[must_use]
pub fn current() -> u32 {
    PROGRAM.current()
}

/// Blocks until the epoch is past `epoch`.
pub fn wait_past(epoch: u32) {
    PROGRAM.wait_past(epoch);
}

/// Blocks until the epoch is past `epoch`, at most for `timeout`. Says whether it is.
#[must_use]
pub fn wait_past_timeout(epoch: u32, timeout: Duration) -> bool {
    PROGRAM.wait_past_timeout(epoch, timeout)
}

/// Makes `epoch` the current one and wakes those who wait.
pub(crate) fn advance(epoch: u32) {
    PROGRAM.advance(epoch);
}

struct Epoch {
    number: AtomicU32,
    lock: Mutex<()>,
    advanced: Condvar,
}

impl Epoch {
    const fn new() -> Self {
        Self { number: AtomicU32::new(0), lock: Mutex::new(()), advanced: Condvar::new() }
    }

    fn current(&self) -> u32 {
        self.number.load(Ordering::Acquire)
    }

    fn advance(&self, epoch: u32) {
        // Under the lock, or a waiter could miss the change between its look at the number and its sleep.
        let _guard = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
        self.number.store(epoch, Ordering::Release);
        self.advanced.notify_all();
    }

    fn wait_past(&self, epoch: u32) {
        let guard = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
        let _guard = self
            .advanced
            .wait_while(guard, |()| self.current() <= epoch)
            .unwrap_or_else(PoisonError::into_inner);
    }

    fn wait_past_timeout(&self, epoch: u32, timeout: Duration) -> bool {
        let guard = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
        let _guard = self
            .advanced
            .wait_timeout_while(guard, timeout, |()| self.current() <= epoch)
            .unwrap_or_else(PoisonError::into_inner);
        self.current() > epoch
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread;

    #[test]
    fn waits_until_the_epoch_advances() {
        let epoch = Epoch::new();
        thread::scope(|scope| {
            let waiter = scope.spawn(|| epoch.wait_past(0));
            thread::sleep(Duration::from_millis(5));
            assert!(!waiter.is_finished());
            epoch.advance(1);
        });
        epoch.wait_past(0);
        assert_eq!(epoch.current(), 1);
    }

    #[test]
    fn a_timeout_ends_the_wait() {
        let epoch = Epoch::new();
        assert!(!epoch.wait_past_timeout(0, Duration::from_millis(1)));
        epoch.advance(3);
        assert!(epoch.wait_past_timeout(2, Duration::ZERO));
        assert!(!epoch.wait_past_timeout(3, Duration::ZERO));
    }
}
