//! The demo's program: prints a line a second. Edit `tick` here, `line` in
//! `mid/src/lib.rs` or `greeting` in `leaf/src/lib.rs`, and save.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::thread::sleep;
use std::time::Duration;

/// Seconds since the program started: kept over every reload.
#[chaud::persist]
static TICKS: AtomicU32 = AtomicU32::new(0);

/// The same: a plain static keeps its value as well.
static TURNS: AtomicU32 = AtomicU32::new(0);

#[chaud::hot]
fn version() -> u32 {
    1
}

/// One turn of the loop below, which itself never returns.
#[chaud::hot]
fn tick() -> String {
    TURNS.fetch_add(1, Relaxed);
    let tick = TICKS.fetch_add(1, Relaxed) + 1;
    format!("{} (root version {})", mid::line(tick), version())
}

/// What a test asks for.
#[chaud::hot]
fn values() -> Vec<(&'static str, u32)> {
    vec![
        ("root.version", version()),
        ("root.ticks", TICKS.load(Relaxed)),
        ("root.turns", TURNS.load(Relaxed)),
        ("mid.version", mid::version()),
        ("mid.lines", mid::lines()),
        ("leaf.version", leaf::version()),
        ("leaf.calls", leaf::CALLS.load(Relaxed)),
        ("leaf.greetings", leaf::greetings()),
    ]
}

fn main() {
    chaud::init!();
    if selftest::is_wanted() {
        return selftest::answer(tick, values);
    }
    loop {
        println!("{}", tick());
        sleep(Duration::from_secs(1));
    }
}
