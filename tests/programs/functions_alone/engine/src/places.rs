//! Code that tells where it stands.

use std::panic::{Location, PanicHookInfo, set_hook};
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

const TEXT: &str = include_str!("text.txt");

static PANICKED: AtomicU32 = AtomicU32::new(0);

pub fn begin() {
    set_hook(Box::new(note));
}

fn note(info: &PanicHookInfo<'_>) {
    let line = info.location().filter(|place| place.file() == "engine/src/lib.rs");
    PANICKED.store(line.map_or(0, Location::line), Relaxed);
}

/// The line of the last panic.
pub fn panicked() -> u32 {
    let line = PANICKED.load(Relaxed);
    line
}

#[track_caller]
fn caller() -> u32 {
    let place = Location::caller();
    if place.file() == "engine/src/places.rs" { place.line() } else { 0 }
}

fn called() -> u32 {
    let extra = 0;
    caller() + extra
}

fn by_other() -> u32 {
    let extra = 0;
    called() + extra
}

fn here() -> u32 {
    let extra = 0;
    let is_here = file!() == "engine/src/places.rs" && module_path!() == "engine::places";
    if is_here { line!() + extra } else { 0 }
}

fn text() -> u32 {
    let extra = 0;
    (TEXT.len() + include_str!("text.txt").len()) as u32 + extra
}

pub fn values() -> Vec<(&'static str, u32)> {
    vec![
        ("caller", caller()),
        ("called", called()),
        ("by_other", by_other()),
        ("here", here()),
        ("text", text()),
    ]
}
