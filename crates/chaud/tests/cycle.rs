//! Without a reload nobody is told of one, and nothing needs a driver.

use chaud::cycle::{Check, Track};
use std::thread;
use std::time::{Duration, Instant};

const SHORT: Duration = Duration::from_millis(20);

#[test]
fn nothing_reloads_by_itself() {
    chaud::init!();
    chaud::init("Cargo.toml");
    let mut reloads = Track::default();
    assert!(!Check::default().did_reload());
    assert!(!reloads.did_reload());
}

#[test]
fn a_timeout_ends_the_wait() {
    let start = Instant::now();
    assert!(!Check::new().wait_timeout(SHORT));
    assert!(!Track::new().wait_timeout(SHORT));
    assert!(start.elapsed() >= 2 * SHORT);
}

#[test]
fn waiting_does_not_end_without_a_reload() {
    let check = thread::spawn(|| Check::new().wait());
    let track = thread::spawn(|| Track::new().wait());
    thread::sleep(SHORT);
    assert!(!check.is_finished());
    assert!(!track.is_finished());
}
