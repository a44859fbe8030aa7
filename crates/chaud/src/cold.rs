//! What stands in for the runtime without the feature: no reload ever comes.

use std::thread;
use std::time::Duration;

/// `init!` calls it; with the feature it may warn.
pub const fn check_platform() {}

pub(crate) const fn current() -> u32 {
    0
}

pub(crate) fn wait_past(_: u32) {
    loop {
        thread::park();
    }
}

pub(crate) fn wait_past_timeout(_: u32, timeout: Duration) -> bool {
    thread::sleep(timeout);
    false
}
