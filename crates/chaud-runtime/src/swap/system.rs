//! What the runtime asks of the operating system and the dynamic loader.
//!
//! One of the few files that hold `unsafe`: calls of the C library, with safe functions around them.
#![allow(unsafe_code)]

use std::ffi::{CStr, CString, OsStr, c_char, c_int, c_void};
use std::fs::File;
use std::io;
use std::mem::{ManuallyDrop, MaybeUninit};
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd, RawFd};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::path::{Path, PathBuf};
use std::ptr::{self, NonNull};
use std::sync::OnceLock;

use super::descriptor::{self, Descriptor};
use super::libc;
use crate::item::Item;

/// A library that the dynamic loader keeps loaded at least as long as this value lives.
pub(crate) struct Library(NonNull<c_void>);

impl Library {
    /// Loads the library at `path` with all it needs, and makes its symbols available to later ones. Its constructors,
    /// if it has any, run on this thread.
    pub(crate) fn open(path: &CStr) -> Result<Self, String> {
        // SAFETY: `path` is a C string. A patch of the program's own crates has no constructors; those of a library that
        // the program did not have before run once, as they would with the program.
        let handle = unsafe { libc::dlopen(path.as_ptr(), libc::RTLD_NOW | libc::RTLD_GLOBAL) };
        NonNull::new(handle).map(Self).ok_or_else(last_error)
    }

    /// Keeps a library loaded that is loaded already; `None` if it is not.
    pub(crate) fn hold(name: &CStr) -> Option<Self> {
        // SAFETY: `name` is a C string, and nothing is loaded.
        let handle = unsafe { libc::dlopen(name.as_ptr(), libc::RTLD_LAZY | libc::RTLD_NOLOAD) };
        NonNull::new(handle).map(Self)
    }

    /// The address of its dynamic section, which tells one loaded library from all others.
    pub(crate) fn dynamic(&self) -> Option<usize> {
        /// The public part of glibc's and musl's `struct link_map`.
        #[repr(C)]
        struct LinkMap {
            bias: usize,
            name: *const c_char,
            dynamic: usize,
        }
        let mut map: *const LinkMap = ptr::null();
        // SAFETY: the handle is open, and for this request `dlinfo` writes one pointer.
        let failed =
            unsafe { libc::dlinfo(self.0.as_ptr(), libc::RTLD_DI_LINKMAP, (&raw mut map).cast()) };
        // SAFETY: on success the pointer is that of the library's link map, which lives as long as the handle.
        (failed == 0 && !map.is_null()).then(|| unsafe { (*map).dynamic })
    }

    /// Leaves the library loaded for the rest of the process.
    pub(crate) fn leak(self) {
        std::mem::forget(self);
    }
}

impl Drop for Library {
    fn drop(&mut self) {
        // SAFETY: the handle is open and is given back once. Of a refused patch nothing has been used; see `Dylib`.
        unsafe { libc::dlclose(self.0.as_ptr()) };
    }
}

fn last_error() -> String {
    // SAFETY: `dlerror` is called on the thread whose call failed, and its answer is copied before the next call.
    unsafe {
        let error = libc::dlerror();
        if error.is_null() {
            return "unknown error".to_owned();
        }
        CStr::from_ptr(error).to_string_lossy().into_owned()
    }
}

/// The address that the process binds `symbol` to.
pub(crate) fn find(symbol: &CStr) -> Option<NonNull<c_void>> {
    // SAFETY: `symbol` is a C string; RTLD_DEFAULT needs no handle.
    NonNull::new(unsafe { libc::dlsym(libc::RTLD_DEFAULT, symbol.as_ptr()) })
}

/// The symbol of the description of a hot function or persisted static.
pub(crate) fn item_symbol(name: &str) -> Option<CString> {
    CString::new(format!("_CHAUD_TYPE::{name}")).ok()
}

/// The running description of a hot function or persisted static: that which the program has begun with, if `begun`
/// knows the address of one, or the one that the process found first.
pub(crate) fn running_item(
    name: &str,
    begun: impl Fn(&CStr) -> Option<usize>,
) -> Option<&'static Item> {
    let symbol = item_symbol(name)?;
    let found = begun(&symbol).map_or_else(
        || find(&symbol),
        |address| NonNull::new(ptr::with_exposed_provenance_mut(address)),
    );
    // SAFETY: symbols of this prefix are made by chaud's macros alone, each an `Item` static of this very runtime.
    // Libraries that hold one are never unloaded after their patch is live, and `Item`s of a refused patch are
    // compared only before it is unloaded.
    found.map(|item| unsafe { item.cast::<Item>().as_ref() })
}

/// Found by name only where the executable exports what it holds, as programs do that are built for hot reload.
#[unsafe(export_name = "_CHAUD_RUNTIME")]
static RUNTIME: u8 = 0;

/// Whether patches will find what the executable holds.
pub(crate) fn exports_symbols() -> bool {
    // Mentioned, so that the linker keeps it.
    std::hint::black_box(&RUNTIME);
    find(c"_CHAUD_RUNTIME").is_some()
}

/// Sets an environment variable if no other thread of this process could be reading one.
pub(crate) fn set_variable_if_alone(name: &str, value: &OsStr) {
    // This folder has a link for each thread, and two more. It is not opened: another thread could close it.
    let is_alone = std::fs::metadata("/proc/self/task").is_ok_and(|threads| threads.nlink() == 3);
    if is_alone {
        // SAFETY: this is the only thread, so nothing reads or writes the environment at the same time.
        unsafe { std::env::set_var(name, value) };
    }
}

/// The path of the executable when this was first asked. Once a build has put another file there, the system calls the
/// old one deleted.
pub(crate) fn executable() -> Option<&'static Path> {
    static PATH: OnceLock<Option<PathBuf>> = OnceLock::new();
    PATH.get_or_init(|| std::env::current_exe().ok()).as_deref()
}

/// Whether the process has rights that its user has not: by a set-user-ID file, say, or one with capabilities.
pub(crate) fn is_privileged() -> bool {
    // SAFETY: takes a number and returns one.
    unsafe { libc::getauxval(libc::AT_SECURE) != 0 }
}

/// Ends the process, of which nothing has begun that would have to be tidied up.
pub(crate) fn exit() -> ! {
    // SAFETY: takes a number, and never comes back.
    unsafe { libc::_exit(1) }
}

/// The user that this process acts for.
pub(crate) fn uid() -> u32 {
    // SAFETY: cannot fail and touches no memory.
    unsafe { libc::geteuid() }
}

/// A connection to the socket at `path`. The standard library would close it if it cannot be made.
pub(crate) fn connect(path: &Path) -> io::Result<Descriptor> {
    let mut address = libc::sockaddr_un { sun_family: libc::AF_UNIX, sun_path: [0; 108] };
    let path = path.as_os_str().as_bytes();
    // What follows is zero.
    let Some(room) = address.sun_path.get_mut(..path.len() + 1) else {
        return Err(io::Error::from_raw_os_error(libc::ENAMETOOLONG));
    };
    room[..path.len()].copy_from_slice(path);
    let size = size_of_val(&address.sun_family) + path.len() + 1;
    // SAFETY: takes numbers and returns one.
    let number =
        unsafe { libc::socket(libc::AF_UNIX.into(), libc::SOCK_STREAM | libc::SOCK_CLOEXEC, 0) };
    if number < 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: it was just opened, and nobody else owns it.
    let opened = unsafe { OwnedFd::from_raw_fd(number) };
    let socket = Descriptor::known(opened, |found| found.file_type().is_socket())?;
    #[expect(clippy::cast_possible_truncation, reason = "at most 110")]
    let size = size as libc::socklen_t;
    socket.ask(|socket| {
        let address = (&raw const address).cast();
        // SAFETY: pointer and size are those of the address; the number is that of a socket, or the call fails.
        check(unsafe { libc::connect(socket.as_raw_fd(), address, size) })
    })?;
    Ok(socket)
}

/// The user that listens at the other end of a socket.
pub(crate) fn peer_uid(socket: &File) -> io::Result<u32> {
    let mut peer = libc::ucred { pid: 0, uid: 0, gid: 0 };
    // Three numbers of 32 bits.
    let mut size: libc::socklen_t = 12;
    // SAFETY: the descriptor is open, and `size` is that of the struct written to.
    check(unsafe {
        libc::getsockopt(
            socket.as_raw_fd(),
            libc::SOL_SOCKET,
            libc::SO_PEERCRED,
            (&raw mut peer).cast(),
            &raw mut size,
        )
    })?;
    Ok(peer.uid)
}

/// Sends all of `bytes`; a closed socket is an error, never a SIGPIPE.
pub(crate) fn send(socket: &File, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        // SAFETY: the descriptor is open, and pointer and length are those of a slice.
        let sent = unsafe {
            libc::send(socket.as_raw_fd(), bytes.as_ptr().cast(), bytes.len(), libc::MSG_NOSIGNAL)
        };
        match usize::try_from(sent) {
            Ok(sent) => bytes = bytes.get(sent..).unwrap_or_default(),
            Err(_) => match io::Error::last_os_error() {
                error if error.kind() == io::ErrorKind::Interrupted => {}
                error => return Err(error),
            },
        }
    }
    Ok(())
}

/// Waits until a descriptor has something to read, or its other end is closed.
///
/// At a socket by looking at the first byte: `poll` asks again what a number leads to whenever it wakes up, so that it
/// would wait for ever at what a program has put there meanwhile.
pub(crate) fn wait_for_input(number: RawFd) -> io::Result<()> {
    let mut byte = 0_u8;
    let mut wanted = libc::pollfd { fd: number, events: libc::POLLIN, revents: 0 };
    let mut is_socket = true;
    loop {
        let found = if is_socket {
            // SAFETY: one byte, which is written to; the number need not be that of anything.
            unsafe { libc::recv(number, (&raw mut byte).cast(), 1, libc::MSG_PEEK) }
        } else {
            // SAFETY: one description, which is written to; the number need not be that of anything.
            unsafe { libc::poll(&raw mut wanted, 1, -1) as isize }
        };
        if found >= 0 {
            return Ok(());
        }
        match io::Error::last_os_error() {
            error if error.kind() == io::ErrorKind::Interrupted => {}
            error if error.raw_os_error() == Some(libc::ENOTSOCK) => is_socket = false,
            error => return Err(error),
        }
    }
}

/// Closes a descriptor, if it leads to what has this device and inode.
pub(crate) fn close_if_same(number: RawFd, identity: (u64, u64)) {
    // SAFETY: the number is only looked at, unless it leads to what is the runtime's own.
    let file = ManuallyDrop::new(unsafe { File::from_raw_fd(number) });
    if descriptor::identity(&file).is_ok_and(|found| found == identity) {
        close(number);
    }
}

/// Closes a descriptor, if there is one: the standard library ends the process where there is none.
pub(crate) fn close(number: RawFd) {
    // SAFETY: the callers know what the number leads to; whatever is wrong with it is an error that nobody needs.
    unsafe { libc::close(number) };
}

/// Has functions called at each fork: before it and after it in the process that forks, and in the new one.
pub(crate) fn on_fork(before: extern "C" fn(), after: extern "C" fn(), in_child: extern "C" fn()) {
    // SAFETY: the functions are never unloaded: patches do not replace this crate, and libraries with it stay.
    unsafe { libc::pthread_atfork(Some(before), Some(after), Some(in_child)) };
}

/// Runs `spawn` with signals blocked, so that a thread it starts never takes one that the program waits for.
/// Signals that a thread raises by its own fault stay as they are: crash handlers still see them.
pub(crate) fn with_signals_blocked<T>(spawn: impl FnOnce() -> T) -> T {
    let own =
        [libc::SIGSEGV, libc::SIGBUS, libc::SIGILL, libc::SIGFPE, libc::SIGTRAP, libc::SIGSYS];
    let mut blocked = MaybeUninit::<libc::sigset_t>::uninit();
    let mut before = MaybeUninit::<libc::sigset_t>::uninit();
    // SAFETY: `sigfillset` initialises the set before it is changed and read; `before` is only written here.
    let failed = unsafe {
        libc::sigfillset(blocked.as_mut_ptr());
        for signal in own {
            libc::sigdelset(blocked.as_mut_ptr(), signal);
        }
        libc::pthread_sigmask(libc::SIG_SETMASK, blocked.as_ptr(), before.as_mut_ptr())
    };
    let result = spawn();
    if failed == 0 {
        // SAFETY: the successful call above has initialised `before`.
        unsafe { libc::pthread_sigmask(libc::SIG_SETMASK, before.as_ptr(), ptr::null_mut()) };
    }
    result
}

fn check(result: c_int) -> io::Result<()> {
    if result == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}
