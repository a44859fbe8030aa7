//! Code in memory: function entries that can be made to lead elsewhere.
//!
//! One of the few files that hold `unsafe`: it reads and rewrites machine code of x86-64. Functions compiled with
//! `-Zpatchable-function-entry=16,14` have 14 one-byte nops before their start and begin with one two-byte nop. The 14
//! bytes take an address and a jump through it; then the nop becomes a short jump to that jump, in one aligned store,
//! so that a thread that comes by runs either the old function or the new one.
#![allow(unsafe_code)]

use std::io;
use std::ops::Range;
use std::sync::atomic::{AtomicU16, AtomicUsize, Ordering};

/// What lies before a function's start.
const ROOM: usize = 14;
const NOP: u8 = 0x90;
/// The two-byte nop that a function begins with.
const START: u16 = u16::from_le_bytes([0x66, 0x90]);
/// A jump back by six bytes from its start.
const SHORT_JUMP: u16 = u16::from_le_bytes([0xeb, 0xf8]);
/// A jump to the address that is stored 14 bytes before its end.
const JUMP: [u8; 6] = [0xff, 0x25, 0xf2, 0xff, 0xff, 0xff];

/// The entry of a function, of which this module knows the layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Entry(usize);

impl Entry {
    /// The entry at `address`, if it can be redirected. `code` is memory that holds code and stays mapped.
    pub(crate) fn at(address: usize, code: &Range<usize>) -> Option<Self> {
        let room = address.checked_sub(ROOM)?;
        let inside = code.start <= room && address + 2 <= code.end;
        if !inside || !room.is_multiple_of(align_of::<usize>()) || !cfg!(target_arch = "x86_64") {
            return None;
        }
        let entry = Self(address);
        // SAFETY: the bytes are inside mapped code, which is readable on this platform; see `code`.
        let room = unsafe { std::slice::from_raw_parts(room as *const u8, ROOM) };
        let untouched = room.iter().all(|byte| *byte == NOP);
        let fits = match entry.start().load(Ordering::Relaxed) {
            START => untouched,
            SHORT_JUMP => room[ROOM - JUMP.len()..] == JUMP,
            _ => false,
        };
        fits.then_some(entry)
    }

    /// Makes the function lead to `target`, another function of the same type. `open` holds the entry's memory.
    pub(crate) fn lead(self, target: usize, open: &Open) -> bool {
        let Range { start, end } = open.0;
        if self.0 < start + ROOM || self.0 + 2 > end {
            return false;
        }
        // SAFETY: `at` found that these 8 aligned bytes are either nops that no one runs, or an address that only
        // the jump after it reads; `open` says that they are writable.
        let address = unsafe { &*((self.0 - ROOM) as *const AtomicUsize) };
        address.store(target, Ordering::SeqCst);
        if self.start().load(Ordering::Relaxed) != SHORT_JUMP {
            // SAFETY: as above: these six bytes are nops that no one runs before the store below.
            unsafe {
                let jump = (self.0 - JUMP.len()) as *mut [u8; 6];
                jump.write_unaligned(JUMP);
            }
            self.start().store(SHORT_JUMP, Ordering::SeqCst);
        }
        true
    }

    fn start(self) -> &'static AtomicU16 {
        // SAFETY: `at` found the address to be even (14 after an aligned one) and inside code that stays mapped.
        unsafe { &*(self.0 as *const AtomicU16) }
    }
}

/// Memory with code that can be written to until this value is dropped. It can be executed all the while.
pub(crate) struct Open(Range<usize>);

impl Open {
    /// Opens the pages of `code`; an error where the system does not allow it.
    pub(crate) fn new(code: &Range<usize>) -> io::Result<Self> {
        let pages = pages(code);
        protect(&pages, libc::PROT_READ | libc::PROT_WRITE | libc::PROT_EXEC)?;
        Ok(Self(pages))
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        // Should this fail, the code stays writable: less safe, but nothing that the program would notice.
        let _ = protect(&self.0, libc::PROT_READ | libc::PROT_EXEC);
    }
}

fn pages(code: &Range<usize>) -> Range<usize> {
    // SAFETY: takes a number and returns one.
    let size = unsafe { libc::sysconf(libc::_SC_PAGESIZE) };
    let mask = usize::try_from(size).unwrap_or(4096) - 1;
    code.start & !mask..(code.end + mask) & !mask
}

fn protect(pages: &Range<usize>, protection: libc::c_int) -> io::Result<()> {
    // SAFETY: the pages are those of loaded code, which both kinds of protection leave readable and executable.
    let failed =
        unsafe { libc::mprotect(pages.start as *mut libc::c_void, pages.len(), protection) };
    if failed == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}
