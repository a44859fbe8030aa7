//! Filters of system calls (seccomp) that end a program for what a reload does: a process that is forked for it tries
//! that first. What only fails under a filter is the matter of those who call the system.
//!
//! One of the few files that hold `unsafe`: it forks, and calls the system by number.
#![allow(unsafe_code)]

use std::ffi::{c_int, c_long};

use super::libc;

/// A system call with harmless arguments.
struct Call {
    name: &'static str,
    number: c_long,
    arguments: [c_long; 6],
}

const fn call(name: &'static str, number: c_long, arguments: [c_long; 6]) -> Call {
    Call { name, number, arguments }
}

const AT_FDCWD: c_long = -100;
const NO_FILE: c_long = -1;
const READ: c_long = libc::PROT_READ as c_long;
const EXECUTE: c_long = READ | libc::PROT_EXEC as c_long;
const ALL: c_long = EXECUTE | libc::PROT_WRITE as c_long;
/// Private, and of no file.
const OWN: c_long = 0x22;
const PAGE: c_long = 4096;

/// What a reload asks of the system. No address is one of memory: a call that is let through fails, and does nothing.
const CALLS: [Call; 13] = [
    call("openat", libc::SYS_openat, [AT_FDCWD, 0, 0, 0, 0, 0]),
    call("statx", libc::SYS_statx, [NO_FILE, 0, 0, 0, 0, 0]),
    call("fstat", libc::SYS_fstat, [NO_FILE, 0, 0, 0, 0, 0]),
    call("newfstatat", libc::SYS_newfstatat, [NO_FILE, 0, 0, 0, 0, 0]),
    call("read", libc::SYS_read, [NO_FILE, 0, 0, 0, 0, 0]),
    call("pread64", libc::SYS_pread64, [NO_FILE, 0, 0, 0, 0, 0]),
    call("lseek", libc::SYS_lseek, [NO_FILE, 0, 0, 0, 0, 0]),
    call("close", libc::SYS_close, [NO_FILE, 0, 0, 0, 0, 0]),
    call("mmap", libc::SYS_mmap, [0, PAGE, EXECUTE, OWN, NO_FILE, 0]),
    call("mmap", libc::SYS_mmap, [0, PAGE, ALL ^ libc::PROT_EXEC as c_long, OWN, NO_FILE, 0]),
    call("munmap", libc::SYS_munmap, [0, PAGE, 0, 0, 0, 0]),
    call("mprotect", libc::SYS_mprotect, [0, PAGE, READ, 0, 0, 0]),
    call("mprotect", libc::SYS_mprotect, [0, PAGE, ALL, 0, 0, 0]),
];

/// The system calls of a reload for which a filter ends the process, if any.
pub(crate) fn deadly() -> Vec<&'static str> {
    if survives(&CALLS) {
        return Vec::new();
    }
    let one_by_one = CALLS.iter().filter(|call| !survives(std::slice::from_ref(call)));
    let mut names: Vec<_> = one_by_one.map(|call| call.name).collect();
    names.dedup();
    names
}

/// Whether a process under the filters of this thread makes these calls and lives. Where none can be forked, it is not
/// known: then what is forbidden fails, as forking does, and ends nobody.
fn survives(calls: &[Call]) -> bool {
    // SAFETY: no flags, and no stack: the child goes on here, in memory of its own, and only calls the system.
    let child = unsafe { libc::syscall(libc::SYS_clone, 0_i64, 0_i64, 0_i64, 0_i64, 0_i64) };
    match child {
        0 => try_all(calls),
        1.. => ended_well(child),
        _ => true,
    }
}

/// In the child, which has no other thread: no lock is taken, and nothing allocated.
fn try_all(calls: &[Call]) -> ! {
    let none = [0_u64; 2];
    // SAFETY: the limit is two numbers, and is only read. What a signal ends leaves no core file then.
    unsafe { libc::syscall(libc::SYS_prlimit64, 0_i64, libc::RLIMIT_CORE, none.as_ptr(), 0_i64) };
    for Call { number, arguments: [a, b, c, d, e, f], .. } in calls {
        // SAFETY: no memory that is in use is read, written or changed, as `CALLS` says.
        unsafe { libc::syscall(*number, *a, *b, *c, *d, *e, *f) };
    }
    loop {
        // SAFETY: it ends this process, without anything that the program does at its end.
        unsafe { libc::syscall(libc::SYS_exit_group, 0_i64) };
    }
}

/// Waits for a child, of which nobody else is told.
fn ended_well(child: c_long) -> bool {
    const ANY_CHILD: c_long = 0x4000_0000;
    let mut status: c_int = 0;
    loop {
        // SAFETY: the system writes a number to where `status` is.
        let ended =
            unsafe { libc::syscall(libc::SYS_wait4, child, &raw mut status, ANY_CHILD, 0_i64) };
        let is_interrupted =
            ended < 0 && std::io::Error::last_os_error().kind() == std::io::ErrorKind::Interrupted;
        if !is_interrupted {
            // Its own exit, and no signal: zero.
            return ended < 0 || status == 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_filtered_ends_nobody() {
        assert_eq!(deadly(), Vec::<&str>::new());
    }

    #[test]
    fn what_ends_a_process_is_noticed() {
        let end = call("exit_group", libc::SYS_exit_group, [1, 0, 0, 0, 0, 0]);
        assert!(!survives(&[end]));
        assert!(survives(&[]));
    }
}
