//! Code in memory: function entries that can be made to lead elsewhere.
//!
//! One of the few files that hold `unsafe`: it reads and rewrites machine code. Functions compiled for it have room
//! before their start and begin with a nop. The room takes an address and a jump through it, which nobody runs yet; once
//! every processor would see it, the nop becomes a jump to that jump. What the bytes are is told by
//! `layout`, one file for each architecture.
#![allow(unsafe_code)]

use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::open_code::Open;
use super::processors;

#[cfg_attr(target_arch = "x86_64", path = "entry_code/x86_64.rs")]
#[cfg_attr(target_arch = "aarch64", path = "entry_code/aarch64.rs")]
mod layout;

use layout::{BACK, Instruction, NOP, ROOM, Start, UNTOUCHED};

/// The length of the first instruction.
const FIRST: usize = size_of::<Start>();

/// The entry of a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    start: usize,
    /// Where the address goes that it leads to.
    place: usize,
}

impl Entry {
    /// The entry at `address`, if it can be redirected. `code` is memory that holds code and stays mapped.
    pub(crate) fn at(address: usize, code: &Range<usize>) -> Option<Self> {
        let start = address.checked_sub(ROOM)?;
        let entry = Self { start: address, place: layout::place(address)? };
        if start < code.start || code.end < entry.bytes().end {
            return None;
        }
        // SAFETY: the bytes are inside mapped code, which is readable on these platforms; see `code`.
        let room = unsafe { std::slice::from_raw_parts(start as *const u8, ROOM) };
        let untouched = *room == UNTOUCHED;
        let jumps = room.ends_with(&layout::jump(address));
        let fits = match entry.first().load(Ordering::Relaxed) {
            NOP => untouched || jumps,
            BACK => jumps,
            _ => false,
        };
        fits.then_some(entry)
    }

    /// The memory that it takes up.
    pub(crate) fn bytes(self) -> Range<usize> {
        self.start - ROOM..self.start + FIRST
    }

    /// Whether the function leads elsewhere.
    pub(crate) fn leads(self) -> bool {
        self.first().load(Ordering::Relaxed) == BACK
    }

    /// Makes the function run its own code again. The jump stays: a thread may be about to run it.
    pub(crate) fn restore(self, open: &Open) -> bool {
        self.begin_with(NOP, open)
    }

    /// Says where the function leads once it is led there: to `target`, another function of the same type. What leads
    /// elsewhere already leads there from now on. `open` holds the entry's memory.
    pub(crate) fn aim(self, target: usize, open: &Open) -> bool {
        if !open.holds(&self.bytes()) {
            return false;
        }
        // SAFETY: `at` found that these 8 aligned bytes are either nops that no one runs, or an address that only
        // the jump after it reads; `open` says that they are writable.
        let address = unsafe { &*(self.place as *const AtomicUsize) };
        address.store(target, Ordering::SeqCst);
        if !self.leads() {
            let jump = layout::jump(self.start);
            let start = self.start - jump.len();
            // SAFETY: as above: these bytes are nops that no one runs before `lead`, or this very jump.
            unsafe {
                (start as *mut u8).copy_from_nonoverlapping(jump.as_ptr(), jump.len());
            }
            processors::publish(&(start..self.start));
        }
        true
    }

    /// Makes the function lead to where it aims. Every processor must be made to see that first.
    pub(crate) fn lead(self, open: &Open) -> bool {
        self.begin_with(BACK, open)
    }

    fn begin_with(self, first: Instruction, open: &Open) -> bool {
        if !open.holds(&self.bytes()) {
            return false;
        }
        if self.first().load(Ordering::Relaxed) != first {
            self.first().store(first, Ordering::SeqCst);
            processors::publish(&(self.start..self.start + FIRST));
        }
        true
    }

    fn first(self) -> &'static Start {
        // SAFETY: `at` found the address to be inside code that stays mapped, and `place` that it is aligned.
        unsafe { &*(self.start as *const Start) }
    }
}

#[cfg(test)]
mod tests;
