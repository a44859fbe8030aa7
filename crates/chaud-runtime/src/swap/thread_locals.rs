//! How the code of a dylib asks for a thread-local: by two words of its own, which the dynamic loader has filled in.
//!
//! One of the few files that hold `unsafe`: it reads such words, and says where the thread pointer is.
#![allow(unsafe_code)]

use std::ffi::CStr;

use super::libc;
use super::object::Object;

/// Where the thread-locals of an object are: the number of the module that they make.
#[cfg(target_arch = "x86_64")]
#[expect(clippy::unnecessary_wraps, reason = "the other one may not know")]
pub(crate) fn base(info: &libc::dl_phdr_info, _name: &CStr) -> Option<usize> {
    Some(info.dlpi_tls_modid)
}

#[cfg(target_arch = "x86_64")]
impl Object {
    /// The two words for the thread-local at a distance from the start of this object's: its module, and the distance.
    pub(crate) fn thread_words(&self, distance: usize) -> Option<[usize; 2]> {
        self.thread_base().map(|module| [module, distance])
    }
}

/// Where the thread-locals of an object are: how far from the thread pointer. Only of the executable, whose name is
/// empty, is that known to be the same in all threads.
#[cfg(target_arch = "aarch64")]
pub(crate) fn base(info: &libc::dl_phdr_info, name: &CStr) -> Option<usize> {
    let pointer: usize;
    // SAFETY: reads a register that every program may read.
    unsafe {
        std::arch::asm!("mrs {}, tpidr_el0", out(reg) pointer, options(nomem, nostack, preserves_flags));
    }
    let block = info.dlpi_tls_data;
    (name.is_empty() && !block.is_null()).then(|| (block as usize).wrapping_sub(pointer))
}

#[cfg(target_arch = "aarch64")]
impl Object {
    /// The two words for the thread-local at a distance from the start of this object's: a function, and what that is
    /// to know. A dylib has them for its own code.
    pub(crate) fn thread_words(&self, distance: usize) -> Option<[usize; 2]> {
        let own = self.thread_descriptor(distance).map(|place| {
            [0, size_of::<usize>()].map(|offset| {
                let word = (place + offset) as *const usize;
                // SAFETY: the dynamic loader has filled in these two words for a relocation of this object.
                unsafe { word.read() }
            })
        });
        let answer = from_thread_pointer as *const () as usize;
        own.or_else(|| self.thread_base().map(|base| [answer, base.wrapping_add(distance)]))
    }
}

/// Answers, as the loader's own functions do, how far a thread-local is from the thread pointer: it is the second word.
/// Nothing but the register of the answer may change.
#[cfg(target_arch = "aarch64")]
#[unsafe(naked)]
extern "C" fn from_thread_pointer() {
    std::arch::naked_asm!("ldr x0, [x0, #8]", "ret")
}
