//! Filters of system calls, as programs set them upon themselves.

/// An instruction: what to do, where to go if it is so and if not, and a number.
#[repr(C)]
struct Step(u16, u8, u8, u32);

#[repr(C)]
struct Filter(u16, *const Step);

unsafe extern "C" {
    fn prctl(option: i32, a: u64, b: u64, c: u64, d: u64) -> i32;
    fn syscall(number: i64, ...) -> i64;
}

const SECCOMP: i64 = if cfg!(target_arch = "x86_64") { 317 } else { 277 };
const OPENAT: u32 = if cfg!(target_arch = "x86_64") { 257 } else { 56 };
const MPROTECT: u32 = if cfg!(target_arch = "x86_64") { 10 } else { 226 };

/// From now on a system call fails (`errno`), or ends the process (`kill`) or the thread (`end`), for `all` threads or for
/// this `one`.
pub fn forbid(call: &str, action: &str, whom: &str) {
    let number = if call == "openat" { OPENAT } else { MPROTECT };
    let action = match action {
        "errno" => 0x5_0001,
        "kill" => 0x8000_0000,
        _ => 0,
    };
    let steps = [
        Step(0x20, 0, 0, 0),
        Step(0x15, 0, 1, number),
        Step(6, 0, 0, action),
        Step(6, 0, 0, 0x7fff_0000),
    ];
    let filter = Filter(4, steps.as_ptr());
    let flags = u32::from(whom == "all");
    // SAFETY: the filter is read, and what it is made of lives as long.
    let done =
        unsafe { (prctl(38, 1, 0, 0, 0), syscall(SECCOMP, 1_u32, flags, &raw const filter)) };
    assert_eq!(done, (0, 0));
}
