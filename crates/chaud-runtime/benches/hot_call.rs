//! What a hot call costs: one load of an atomic pointer more than a call through a pointer in a register.

use std::hint::black_box;

use chaud_runtime::Slot;
use divan::Bencher;

const CALLS: usize = 1000;

#[inline(never)]
fn step(n: u64) -> u64 {
    black_box(n) + 1
}

static SLOT: Slot<fn(u64) -> u64> = Slot::new(step);

fn main() {
    divan::main();
}

/// A plain call that the compiler must not inline.
#[divan::bench]
fn plain(bencher: Bencher<'_, '_>) {
    bencher.counter(CALLS).bench(|| (0..CALLS).fold(0, |n, _| step(n)));
}

/// A call through a function pointer.
#[divan::bench]
fn pointer(bencher: Bencher<'_, '_>) {
    let step: fn(u64) -> u64 = black_box(step);
    bencher.counter(CALLS).bench(|| (0..CALLS).fold(0, |n, _| step(n)));
}

/// A hot call.
#[divan::bench]
fn hot(bencher: Bencher<'_, '_>) {
    bencher.counter(CALLS).bench(|| (0..CALLS).fold(0, |n, _| SLOT.get()(n)));
}
