//! Code that may be written to for a while: its pages, and what else must know that it has changed. What is written
//! there is the matter of `entry_code`.
//!
//! One of the few files that hold `unsafe`: it asks the system to open pages, and valgrind to forget what they held.
#![allow(unsafe_code)]

use std::arch::asm;
use std::ffi::{c_int, c_void};
use std::io;
use std::ops::Range;

use super::libc;
use super::processors;

/// Memory with code that can be written to until this value is dropped. It can be executed all the while.
pub(crate) struct Open(Range<usize>);

impl Open {
    /// Opens the pages of `code`; an error where the system does not allow it, or cannot make the program see changes.
    pub(crate) fn new(code: &Range<usize>) -> io::Result<Self> {
        processors::prepare()?;
        let pages = pages(code);
        protect(&pages, libc::PROT_READ | libc::PROT_WRITE | libc::PROT_EXEC)?;
        Ok(Self(pages))
    }

    /// Whether all of `code` is open.
    pub(crate) fn holds(&self, code: &Range<usize>) -> bool {
        self.0.start <= code.start && code.end <= self.0.end
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        // Should this fail, the code stays writable: less safe, but nothing that the program would notice.
        let _ = protect(&self.0, libc::PROT_READ | libc::PROT_EXEC);
        forget_translations(&self.0);
    }
}

fn pages(code: &Range<usize>) -> Range<usize> {
    // SAFETY: takes a number and returns one.
    let size = unsafe { libc::sysconf(libc::_SC_PAGESIZE) };
    let mask = usize::try_from(size).unwrap_or(4096) - 1;
    code.start & !mask..(code.end + mask) & !mask
}

fn protect(pages: &Range<usize>, protection: c_int) -> io::Result<()> {
    // SAFETY: the pages are those of loaded code, which both kinds of protection leave readable and executable.
    let failed = unsafe { libc::mprotect(pages.start as *mut c_void, pages.len(), protection) };
    if failed == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

/// Valgrind runs a translation of code that it has seen, and looks at files' code only once. It is told in its own
/// way, by a sequence of instructions that changes nothing: so the processor does not notice.
fn forget_translations(code: &Range<usize>) {
    const DISCARD_TRANSLATIONS: usize = 0x1002;
    let request = [DISCARD_TRANSLATIONS, code.start, code.len(), 0, 0, 0];
    // SAFETY: register 7 is rotated twice around, and register 3 exchanged with itself; only flags change. Valgrind
    // takes the request from where register 0 points to, and puts its answer into register 2.
    #[cfg(target_arch = "x86_64")]
    unsafe {
        asm!(
            "rol rdi, 3",
            "rol rdi, 13",
            "rol rdi, 61",
            "rol rdi, 51",
            "xchg rbx, rbx",
            in("rax") request.as_ptr(),
            inout("rdx") 0_usize => _,
            options(nostack),
        );
    }
    // SAFETY: the same, with register 12 rotated, register 4 as the pointer and register 3 for the answer.
    #[cfg(target_arch = "aarch64")]
    unsafe {
        asm!(
            "ror x12, x12, #3",
            "ror x12, x12, #13",
            "ror x12, x12, #51",
            "ror x12, x12, #61",
            "orr x10, x10, x10",
            in("x4") request.as_ptr(),
            inout("x3") 0_usize => _,
            options(nostack),
        );
    }
}
