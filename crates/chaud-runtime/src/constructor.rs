//! What runs before `main`: a program that was told to waits there for its driver.
//!
//! One of the few files that hold `unsafe`: the table of functions that the C library calls before `main`.
#![allow(unsafe_code)]

/// Ahead of the program's own, which shall be the newest as well; the standard library's own is before it.
#[used]
// SAFETY: the section is a table of pointers to functions of this type.
#[cfg_attr(target_os = "linux", unsafe(link_section = ".init_array.00100"))]
static CONSTRUCTOR: extern "C" fn() = start;

extern "C" fn start() {
    crate::attach::wait_if_told();
}
