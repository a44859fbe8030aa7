//! The crate at the bottom. `step` is a hot function, expanded by hand; the reload build has `cfg(reload)`.

use chaud_runtime::{Item, Slot};

pub trait Shape {
    fn area(&self) -> u32;
}

pub struct Square;

impl Shape for Square {
    #[inline(never)]
    fn area(&self) -> u32 {
        std::hint::black_box(10)
    }
}

#[inline(never)]
pub fn version() -> u32 {
    helper(3001)
}

fn helper(x: u32) -> u32 {
    std::hint::black_box(x)
}

static COUNT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);

std::thread_local! {
    static TALLY: std::cell::Cell<u32> = const { std::cell::Cell::new(0) };
}

/// How often this was called, in the process and in this thread.
#[inline(never)]
pub fn count() -> (u32, u32) {
    TALLY.set(TALLY.get() + std::hint::black_box(1));
    (COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1, TALLY.get())
}

/// Never returns, so only the entry of what it calls can lead to new code.
pub fn turn_for_ever(seen: &std::sync::atomic::AtomicU32) {
    for turn in 1.. {
        seen.store(turned(turn), std::sync::atomic::Ordering::Relaxed);
        if turn % 100 == 0 {
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
    }
}

/// An even number that tells the version, or that plus one.
#[inline(never)]
fn turned(turn: u32) -> u32 {
    std::hint::black_box(100) + turn % 2
}

fn latest_step(n: u64) -> u64 {
    std::hint::black_box(n) * 2
}

#[inline(never)]
pub fn step(n: u64) -> u64 {
    SLOT.get()(n)
}

/// Never leaves this crate on its way to the hot function.
#[inline(never)]
pub fn steps(n: u64) -> u64 {
    (0..n).map(|n| SLOT.get()(n)).sum()
}

#[unsafe(export_name = "_CHAUD_TYPE::leaf::step")]
pub static ITEM: Item = Item::function("leaf::step", "fn(u64) -> u64", &[(8, 8), (8, 8)]);

#[cfg(not(reload))]
#[unsafe(export_name = "_CHAUD::leaf::step")]
pub static SLOT: Slot<fn(u64) -> u64> = Slot::new(latest_step);

#[cfg(reload)]
unsafe extern "Rust" {
    #[link_name = "_CHAUD::leaf::step"]
    safe static SLOT: Slot<fn(u64) -> u64>;
}

#[cfg(reload)]
#[unsafe(export_name = "_CHAUD_STAGE::leaf::step")]
extern "C" fn stage() {
    chaud_runtime::stage_function(&ITEM, &SLOT, latest_step as fn(u64) -> u64);
}

/// A persisted static, expanded by hand as well.
type Level = std::sync::atomic::AtomicU32;

#[unsafe(export_name = "_CHAUD_TYPE::leaf::LEVEL")]
pub static LEVEL_ITEM: Item = Item::persisted::<Level>("leaf::LEVEL", "Level");

#[cfg(not(reload))]
#[unsafe(export_name = "_CHAUD::leaf::LEVEL")]
pub static LEVEL: Level = Level::new(1);

#[cfg(reload)]
unsafe extern "Rust" {
    #[link_name = "_CHAUD::leaf::LEVEL"]
    pub safe static LEVEL: Level;
}

#[cfg(reload)]
#[unsafe(export_name = "_CHAUD_INIT::leaf::LEVEL")]
static LEVEL_INIT: Level = Level::new(1);

#[cfg(reload)]
#[unsafe(export_name = "_CHAUD_STAGE::leaf::LEVEL")]
extern "C" fn stage_level() {
    chaud_runtime::stage_static(&LEVEL_ITEM);
}

/// Adds something to the persisted static: what it is then.
#[inline(never)]
pub fn raise(more: u8) -> u64 {
    let level = LEVEL.fetch_add(more.into(), std::sync::atomic::Ordering::Relaxed);
    u64::from(level) + u64::from(more)
}
