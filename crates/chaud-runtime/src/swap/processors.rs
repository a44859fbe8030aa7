//! Makes every processor see code that has changed.
//!
//! One of the few files that hold `unsafe`: it asks processor and system for it. On x86-64 there is nothing to ask for:
//! what was stored is what is fetched next.
#![allow(unsafe_code)]

#[cfg(target_arch = "aarch64")]
pub(crate) use arm::{prepare, publish, synchronise};
#[cfg(target_arch = "x86_64")]
pub(crate) use x86::{prepare, publish, synchronise};

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::io;
    use std::ops::Range;

    #[expect(clippy::unnecessary_wraps, reason = "the other one may fail")]
    pub(crate) fn prepare() -> io::Result<()> {
        Ok(())
    }

    pub(crate) fn publish(_code: &Range<usize>) {}

    pub(crate) fn synchronise() -> bool {
        true
    }
}

#[cfg(target_arch = "aarch64")]
mod arm {
    use std::arch::asm;
    use std::ffi::{c_int, c_long};
    use std::io;
    use std::ops::Range;

    use super::super::libc;

    const REGISTER_PRIVATE_EXPEDITED_SYNC_CORE: c_int = 1 << 6;
    const PRIVATE_EXPEDITED_SYNC_CORE: c_int = 1 << 5;

    /// Announces to the system that the process will [`synchronise`]; an error where the system cannot do that.
    pub(crate) fn prepare() -> io::Result<()> {
        let result = membarrier(REGISTER_PRIVATE_EXPEDITED_SYNC_CORE);
        result.map_err(|error| io::Error::new(error.kind(), format!("membarrier: {error}")))
    }

    /// Takes what was stored out of the data caches, and the old out of those for instructions. Other threads may still
    /// have fetched the old.
    pub(crate) fn publish(code: &Range<usize>) {
        let sizes: u64;
        // SAFETY: reads a register that every program may read.
        unsafe {
            asm!("mrs {}, ctr_el0", out(reg) sizes, options(nomem, nostack, preserves_flags))
        };
        let words = |at: u32| 4_usize << (sizes >> at & 15);
        // SAFETY: the addresses are those of mapped memory, and only caches change.
        unsafe {
            for line in lines(code, words(16)) {
                asm!("dc cvau, {}", in(reg) line, options(nostack, preserves_flags));
            }
            asm!("dsb ish", options(nostack, preserves_flags));
            for line in lines(code, words(0)) {
                asm!("ic ivau, {}", in(reg) line, options(nostack, preserves_flags));
            }
            asm!("dsb ish", "isb", options(nostack, preserves_flags));
        }
    }

    fn lines(code: &Range<usize>, size: usize) -> impl Iterator<Item = usize> {
        (code.start & !(size - 1)..code.end).step_by(size)
    }

    /// Makes all threads of this process fetch anew what comes next; whether that was done.
    pub(crate) fn synchronise() -> bool {
        membarrier(PRIVATE_EXPEDITED_SYNC_CORE).is_ok()
    }

    fn membarrier(command: c_int) -> io::Result<()> {
        // SAFETY: the call takes three numbers, and touches no memory of ours.
        let result = unsafe {
            libc::syscall(libc::SYS_membarrier, c_long::from(command), 0 as c_long, 0 as c_long)
        };
        if result == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
    }
}
