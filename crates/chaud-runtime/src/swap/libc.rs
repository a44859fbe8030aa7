//! The few items of the C library that the runtime uses, for glibc and musl on 64-bit Linux: declared here, so that
//! programs compile no crate more for it. The tests compare them with the crate `libc`.
//!
//! One of the few files that hold `unsafe`: the declarations must be those of the C library.
#![allow(unsafe_code)]
#![expect(
    non_camel_case_types,
    non_upper_case_globals,
    clippy::struct_field_names,
    reason = "these are C's names"
)]

use std::ffi::{c_char, c_int, c_long, c_short, c_ulong, c_void};

pub(crate) const RTLD_DEFAULT: *mut c_void = std::ptr::null_mut();
pub(crate) const RTLD_LAZY: c_int = 0x1;
pub(crate) const RTLD_NOW: c_int = 0x2;
pub(crate) const RTLD_NOLOAD: c_int = 0x4;
pub(crate) const RTLD_GLOBAL: c_int = 0x100;
pub(crate) const RTLD_DI_LINKMAP: c_int = 2;

pub(crate) const ENOENT: c_int = 2;
pub(crate) const EBADF: c_int = 9;
pub(crate) const ENFILE: c_int = 23;
pub(crate) const EMFILE: c_int = 24;
pub(crate) const ENAMETOOLONG: c_int = 36;
pub(crate) const ENOTSOCK: c_int = 88;

pub(crate) const O_NONBLOCK: c_int = 0x800;
#[cfg(target_arch = "x86_64")]
pub(crate) const O_NOFOLLOW: c_int = 0x2_0000;
#[cfg(target_arch = "aarch64")]
pub(crate) const O_NOFOLLOW: c_int = 0x8000;

pub(crate) const AT_SECURE: c_ulong = 23;

pub(crate) const AF_UNIX: u16 = 1;
pub(crate) const SOCK_STREAM: c_int = 1;
pub(crate) const SOCK_CLOEXEC: c_int = 0x8_0000;
pub(crate) const SOL_SOCKET: c_int = 1;
pub(crate) const SO_PEERCRED: c_int = 17;
pub(crate) const MSG_PEEK: c_int = 2;
pub(crate) const MSG_NOSIGNAL: c_int = 0x4000;

pub(crate) const SIG_SETMASK: c_int = 2;
pub(crate) const SIGILL: c_int = 4;
pub(crate) const SIGTRAP: c_int = 5;
pub(crate) const SIGBUS: c_int = 7;
pub(crate) const SIGFPE: c_int = 8;
pub(crate) const SIGSEGV: c_int = 11;
pub(crate) const SIGSYS: c_int = 31;

pub(crate) const PROT_READ: c_int = 1;
pub(crate) const PROT_WRITE: c_int = 2;
pub(crate) const PROT_EXEC: c_int = 4;
pub(crate) const _SC_PAGESIZE: c_int = 30;

pub(crate) const RLIMIT_CORE: c_long = 4;

/// Numbers of system calls.
#[cfg(target_arch = "x86_64")]
mod calls {
    use std::ffi::c_long;

    pub(crate) const SYS_clone: c_long = 56;
    pub(crate) const SYS_close: c_long = 3;
    pub(crate) const SYS_exit_group: c_long = 231;
    pub(crate) const SYS_fstat: c_long = 5;
    pub(crate) const SYS_lseek: c_long = 8;
    pub(crate) const SYS_mmap: c_long = 9;
    pub(crate) const SYS_mprotect: c_long = 10;
    pub(crate) const SYS_munmap: c_long = 11;
    pub(crate) const SYS_newfstatat: c_long = 262;
    pub(crate) const SYS_openat: c_long = 257;
    pub(crate) const SYS_pread64: c_long = 17;
    pub(crate) const SYS_prlimit64: c_long = 302;
    pub(crate) const SYS_read: c_long = 0;
    pub(crate) const SYS_statx: c_long = 332;
    pub(crate) const SYS_wait4: c_long = 61;
}

/// Numbers of system calls.
#[cfg(target_arch = "aarch64")]
mod calls {
    use std::ffi::c_long;

    pub(crate) const SYS_clone: c_long = 220;
    pub(crate) const SYS_close: c_long = 57;
    pub(crate) const SYS_exit_group: c_long = 94;
    pub(crate) const SYS_fstat: c_long = 80;
    pub(crate) const SYS_lseek: c_long = 62;
    pub(crate) const SYS_membarrier: c_long = 283;
    pub(crate) const SYS_mmap: c_long = 222;
    pub(crate) const SYS_mprotect: c_long = 226;
    pub(crate) const SYS_munmap: c_long = 215;
    pub(crate) const SYS_newfstatat: c_long = 79;
    pub(crate) const SYS_openat: c_long = 56;
    pub(crate) const SYS_pread64: c_long = 67;
    pub(crate) const SYS_prlimit64: c_long = 261;
    pub(crate) const SYS_read: c_long = 63;
    pub(crate) const SYS_statx: c_long = 291;
    pub(crate) const SYS_wait4: c_long = 260;
}

pub(crate) use calls::*;

pub(crate) const PF_X: u32 = 1;
pub(crate) const PF_W: u32 = 2;
pub(crate) const PT_LOAD: u32 = 1;
pub(crate) const PT_DYNAMIC: u32 = 2;
pub(crate) const PT_GNU_RELRO: u32 = 0x6474_e552;

pub(crate) const POLLIN: c_short = 1;

pub(crate) type socklen_t = u32;

/// Where a socket is.
#[repr(C)]
pub(crate) struct sockaddr_un {
    pub(crate) sun_family: u16,
    pub(crate) sun_path: [u8; 108],
}

/// Who is at the other end of a socket.
#[repr(C)]
pub(crate) struct ucred {
    pub(crate) pid: i32,
    pub(crate) uid: u32,
    pub(crate) gid: u32,
}

/// What is wanted of a descriptor.
#[repr(C)]
pub(crate) struct pollfd {
    pub(crate) fd: c_int,
    pub(crate) events: c_short,
    pub(crate) revents: c_short,
}

/// 1024 signals, as glibc and musl have it, whatever the kernel knows.
#[repr(C)]
pub(crate) struct sigset_t([u64; 16]);

/// A program header.
#[repr(C)]
pub(crate) struct Elf64_Phdr {
    pub(crate) p_type: u32,
    pub(crate) p_flags: u32,
    pub(crate) p_offset: u64,
    pub(crate) p_vaddr: u64,
    pub(crate) p_paddr: u64,
    pub(crate) p_filesz: u64,
    pub(crate) p_memsz: u64,
    pub(crate) p_align: u64,
}

/// As every version of glibc and musl has it that knows thread-locals.
#[repr(C)]
pub(crate) struct dl_phdr_info {
    pub(crate) dlpi_addr: u64,
    pub(crate) dlpi_name: *const c_char,
    pub(crate) dlpi_phdr: *const Elf64_Phdr,
    pub(crate) dlpi_phnum: u16,
    pub(crate) dlpi_adds: u64,
    pub(crate) dlpi_subs: u64,
    pub(crate) dlpi_tls_modid: usize,
    pub(crate) dlpi_tls_data: *mut c_void,
}

// std links what these are in.
unsafe extern "C" {
    pub(crate) fn dlopen(path: *const c_char, flags: c_int) -> *mut c_void;
    pub(crate) fn dlclose(library: *mut c_void) -> c_int;
    pub(crate) fn dlsym(library: *mut c_void, symbol: *const c_char) -> *mut c_void;
    pub(crate) fn dlerror() -> *mut c_char;
    pub(crate) fn dlinfo(library: *mut c_void, request: c_int, answer: *mut c_void) -> c_int;
    pub(crate) fn dl_iterate_phdr(
        visit: Option<unsafe extern "C" fn(*mut dl_phdr_info, usize, *mut c_void) -> c_int>,
        data: *mut c_void,
    ) -> c_int;
    pub(crate) fn getauxval(kind: c_ulong) -> c_ulong;
    pub(crate) fn _exit(code: c_int) -> !;
    pub(crate) fn geteuid() -> u32;
    pub(crate) fn getsockopt(
        socket: c_int,
        level: c_int,
        name: c_int,
        value: *mut c_void,
        size: *mut socklen_t,
    ) -> c_int;
    pub(crate) fn close(descriptor: c_int) -> c_int;
    pub(crate) fn socket(domain: c_int, kind: c_int, protocol: c_int) -> c_int;
    pub(crate) fn connect(socket: c_int, address: *const c_void, size: socklen_t) -> c_int;
    pub(crate) fn send(socket: c_int, bytes: *const c_void, size: usize, flags: c_int) -> isize;
    pub(crate) fn recv(socket: c_int, bytes: *mut c_void, size: usize, flags: c_int) -> isize;
    pub(crate) fn poll(wanted: *mut pollfd, count: c_ulong, timeout: c_int) -> c_int;
    pub(crate) fn pthread_atfork(
        before: Option<unsafe extern "C" fn()>,
        after: Option<unsafe extern "C" fn()>,
        in_child: Option<unsafe extern "C" fn()>,
    ) -> c_int;
    pub(crate) fn sigfillset(set: *mut sigset_t) -> c_int;
    pub(crate) fn sigdelset(set: *mut sigset_t, signal: c_int) -> c_int;
    pub(crate) fn pthread_sigmask(how: c_int, new: *const sigset_t, old: *mut sigset_t) -> c_int;
    pub(crate) fn mprotect(start: *mut c_void, size: usize, protection: c_int) -> c_int;
    pub(crate) fn sysconf(name: c_int) -> c_long;
    pub(crate) fn syscall(number: c_long, ...) -> c_long;
}

#[cfg(test)]
mod tests {
    use std::mem::offset_of;

    use super as own;

    /// Items of one name and value, or layout.
    macro_rules! same {
        ($($constant:ident)*; $($layout:ident { $($field:ident)* })*) => {
            $(assert_eq!(own::$constant, ::libc::$constant, stringify!($constant));)*
            $($(
                assert_eq!(
                    offset_of!(own::$layout, $field),
                    offset_of!(::libc::$layout, $field),
                    stringify!($layout::$field),
                );
            )*)*
        };
    }

    #[test]
    fn values_are_those_of_the_c_library() {
        same! {
            RTLD_DEFAULT RTLD_LAZY RTLD_NOW RTLD_NOLOAD RTLD_GLOBAL RTLD_DI_LINKMAP
            ENOENT EBADF ENFILE EMFILE ENAMETOOLONG ENOTSOCK O_NONBLOCK O_NOFOLLOW AT_SECURE
            SOCK_STREAM SOCK_CLOEXEC SOL_SOCKET SO_PEERCRED MSG_PEEK MSG_NOSIGNAL
            SIG_SETMASK SIGILL SIGTRAP SIGBUS SIGFPE SIGSEGV SIGSYS
            PROT_READ PROT_WRITE PROT_EXEC _SC_PAGESIZE
            POLLIN PF_X PF_W PT_LOAD PT_DYNAMIC PT_GNU_RELRO;
            sockaddr_un { sun_family sun_path }
            ucred { pid uid gid }
            pollfd { fd events revents }
            Elf64_Phdr { p_type p_flags p_offset p_vaddr p_paddr p_filesz p_memsz p_align }
            dl_phdr_info {
                dlpi_addr dlpi_name dlpi_phdr dlpi_phnum dlpi_adds dlpi_subs dlpi_tls_modid
                dlpi_tls_data
            }
        }
    }

    #[test]
    fn system_calls_have_their_numbers() {
        same! {
            SYS_clone SYS_close SYS_exit_group SYS_fstat SYS_lseek SYS_mmap SYS_mprotect SYS_munmap SYS_newfstatat SYS_openat SYS_pread64 SYS_prlimit64 SYS_read SYS_statx SYS_wait4;
        }
        assert_eq!(own::RLIMIT_CORE, ::libc::RLIMIT_CORE.into());
        assert_eq!(i32::from(own::AF_UNIX), ::libc::AF_UNIX);
        #[cfg(target_arch = "aarch64")]
        assert_eq!(own::SYS_membarrier, ::libc::SYS_membarrier);
    }

    #[test]
    fn what_the_c_library_writes_to_is_as_large() {
        assert_eq!(size_of::<own::sockaddr_un>(), size_of::<::libc::sockaddr_un>());
        assert_eq!(size_of::<own::ucred>(), size_of::<::libc::ucred>());
        assert_eq!(size_of::<own::socklen_t>(), size_of::<::libc::socklen_t>());
        assert_eq!(size_of::<own::Elf64_Phdr>(), size_of::<::libc::Elf64_Phdr>());
        assert_eq!(size_of::<own::sigset_t>(), size_of::<::libc::sigset_t>());
        assert_eq!(align_of::<own::sigset_t>(), align_of::<::libc::sigset_t>());
    }
}
