//! The slot of one hot function: an atomic pointer to its latest version.
//!
//! One of the few files that hold `unsafe`: a function pointer becomes a data pointer and back.
#![allow(unsafe_code)]

use std::marker::PhantomData;
use std::mem::transmute_copy;
use std::sync::atomic::{AtomicPtr, Ordering};

/// The latest version of a hot function, as a pointer that every thread reads and only a commit writes.
///
/// `F` is the function's pointer type, such as `fn(u64) -> u64`.
#[repr(transparent)]
pub struct Slot<F>(AtomicPtr<()>, PhantomData<F>);

impl<F: Copy> Slot<F> {
    /// A slot that holds `latest`.
    #[must_use]
    pub const fn new(latest: F) -> Self {
        Self(AtomicPtr::new(erase(latest)), PhantomData)
    }

    /// The latest version.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "a hot call is one load and one indirect call")]
    pub fn get(&self) -> F {
        let latest = self.0.load(Ordering::Acquire);
        // SAFETY: the slot holds nothing but erased values of `F`: `new` put one in, and a commit stores another only
        // after the texts of both function types were found equal. `erase` has checked that the sizes agree.
        unsafe { transmute_copy::<*mut (), F>(&latest) }
    }

    /// The slot without its type, for the list of staged functions.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "see `stage_function`")]
    pub(crate) const fn pointer(&self) -> &AtomicPtr<()> {
        &self.0
    }
}

/// The function pointer `latest` without its type.
#[inline(always)]
pub(crate) const fn erase<F: Copy>(latest: F) -> *mut () {
    union Either<F: Copy> {
        function: F,
        pointer: *mut (),
    }
    const { assert!(size_of::<F>() == size_of::<*mut ()>(), "a slot holds one function pointer") };
    // SAFETY: the sizes are equal (asserted above), and every bit pattern is a valid raw pointer.
    unsafe { Either { function: latest }.pointer }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(x: u64) -> u64 {
        x + 1
    }

    fn two(x: u64) -> u64 {
        x + 2
    }

    #[test]
    fn calls_the_latest_version() {
        static SLOT: Slot<fn(u64) -> u64> = Slot::new(one);
        assert_eq!(SLOT.get()(1), 2);
        SLOT.pointer().store(erase::<fn(u64) -> u64>(two), Ordering::Release);
        assert_eq!(SLOT.get()(1), 3);
    }

    #[test]
    fn is_as_large_as_a_pointer() {
        assert_eq!(size_of::<Slot<fn()>>(), size_of::<fn()>());
    }
}
