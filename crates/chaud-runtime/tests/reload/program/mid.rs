//! Depends on `leaf` in every way that makes a relocation: a call, a vtable, a static with a function pointer.

use std::sync::atomic::{AtomicPtr, Ordering};

/// The program leaves it alone.
pub static KEPT: AtomicPtr<()> = AtomicPtr::new(leaf::version as *mut ());
/// The program puts a function of its own here.
pub static CHANGED: AtomicPtr<()> = AtomicPtr::new(leaf::version as *mut ());

#[inline(never)]
pub fn value() -> u32 {
    leaf::version() + 1
}

#[inline(never)]
pub fn shape() -> Box<dyn leaf::Shape + Send + Sync> {
    Box::new(leaf::Square)
}

#[inline(never)]
pub fn call(callback: &AtomicPtr<()>) -> u32 {
    let function: fn() -> u32 = unsafe { std::mem::transmute(callback.load(Ordering::Acquire)) };
    function()
}

/// What the persisted static of the other crate is, as this one sees it.
#[inline(never)]
pub fn level() -> u64 {
    leaf::LEVEL.load(Ordering::Relaxed).into()
}
