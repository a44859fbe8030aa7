use crossbeam_epoch::{Atomic, Owned, pin};
use rayon::prelude::*;
use std::sync::atomic::Ordering;

pub fn sum(n: u64) -> u64 {
    (0..n).into_par_iter().map(|x| x * x % 7).sum()
}

pub fn swapped() -> u32 {
    let cell = Atomic::new(1);
    let guard = pin();
    let old = cell.swap(Owned::new(2), Ordering::AcqRel, &guard);
    // SAFETY: nobody else has it, and the guard is held.
    let sum = unsafe { *old.deref() + *cell.load(Ordering::Acquire, &guard).deref() };
    sum * 10
}
