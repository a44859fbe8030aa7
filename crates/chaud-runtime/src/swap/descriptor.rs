//! The runtime's own descriptors. A program may close all that it finds, as daemons do, and open others: a number that
//! was ours is the program's then. So before each use it is seen whether a number still leads to what is ours. Where the
//! standard library closes a descriptor that somebody else has closed, it ends the process: none of ours is left to it.

use std::cell::Cell;
use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::mem::ManuallyDrop;
use std::os::fd::{AsRawFd, OwnedFd, RawFd};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::Path;
use std::sync::atomic::{AtomicI32, AtomicU64, Ordering};

use super::{libc, system};

/// Descriptors that a forked process is to close: more are never open at once.
static ALONE: [Noted; 4] = [const { Noted::new() }; 4];

/// So often what was opened may be another than what was looked at: from then on, the file system is taken to give a
/// file two identities.
const TRIES: u32 = 100;

thread_local! {
    /// Whether the program has closed one of this thread's, and may be closing the others at this moment.
    static IS_LOSING: Cell<bool> = const { Cell::new(false) };
}

/// All that is open now stays open, as far as is known: there is a connection again.
pub(crate) fn settle() {
    IS_LOSING.set(false);
}

/// A number, or -1, and device and inode of what it leads to.
struct Noted {
    number: AtomicI32,
    identity: [AtomicU64; 2],
}

/// A descriptor that is ours as long as it leads where it led when it was opened.
pub(crate) struct Descriptor {
    /// Until it is given back. Never closed by the standard library.
    file: Option<ManuallyDrop<File>>,
    /// Device and inode: of sockets and pipes, too, no two have the same.
    identity: (u64, u64),
}

impl Descriptor {
    /// Takes over what was just opened; an error, see [`is_closed`], if the program has closed it already.
    pub(crate) fn new(owned: impl Into<OwnedFd>) -> io::Result<Self> {
        Self::known(owned, |_| true)
    }

    /// Takes over what was just opened, and is known by `is_ours`: before anybody could look at it, the program may have
    /// put another in its place. An error, see [`is_closed`], if it is not there any more.
    pub(crate) fn known(
        owned: impl Into<OwnedFd>,
        is_ours: impl Fn(&Metadata) -> bool,
    ) -> io::Result<Self> {
        let file = ManuallyDrop::new(File::from(owned.into()));
        match file.metadata() {
            Ok(found) if is_ours(&found) => Ok(Self { file: Some(file), identity: place(&found) }),
            _ => {
                IS_LOSING.set(true);
                Err(closed())
            }
        }
    }

    /// Opens what is at `path`, unless that is a link or would have to be waited for.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        // Without O_NONBLOCK a named pipe would block for ever.
        let flags = libc::O_NOFOLLOW | libc::O_NONBLOCK;
        let open = || OpenOptions::new().read(true).custom_flags(flags).open(path);
        for _ in 0..TRIES {
            let expected = fs::symlink_metadata(path)?;
            let opened = open()?;
            match Self::known(opened, |found| place(found) == place(&expected)) {
                Err(error) if is_closed(&error) => {}
                descriptor => return descriptor,
            }
        }
        Self::new(open()?)
    }

    /// The descriptor; `None` if the program has closed it.
    pub(crate) fn get(&self) -> Option<&File> {
        let is_ours = |file: &&File| identity(file).is_ok_and(|found| found == self.identity);
        let found = self.file.as_deref().filter(is_ours);
        if found.is_none() && self.file.is_some() {
            IS_LOSING.set(true);
        }
        found
    }

    /// Asks something of the descriptor; an error, see [`is_closed`], if the program has closed it. Whatever the answer
    /// was, it counts only if it was ours that was asked.
    pub(crate) fn ask<T>(&self, ask: impl FnOnce(&File) -> io::Result<T>) -> io::Result<T> {
        let answer = ask(self.get().ok_or_else(closed)?);
        self.get().ok_or_else(closed)?;
        answer
    }

    /// Has processes that are forked from now on close it at once: its other end would take them for this one.
    pub(crate) fn alone(self) -> Self {
        if let Some(file) = &self.file {
            Noted::add(file.as_raw_fd(), self.identity);
        }
        self
    }

    /// Closes those that belong to the process which this one was forked from. Nothing but two calls of the system for
    /// each: other threads of that process may have held any lock.
    pub(crate) fn close_inherited() {
        for noted in &ALONE {
            let number = noted.number.swap(-1, Ordering::Acquire);
            if number >= 0 {
                system::close_if_same(number, noted.identity());
            }
        }
    }

    /// Closes it, if it is ours; while the program closes them, that is left to the program.
    pub(crate) fn close(&mut self) {
        let is_ours = self.get().is_some() && !IS_LOSING.get();
        if let Some(file) = self.file.take() {
            Noted::remove(file.as_raw_fd());
            if is_ours {
                system::close(file.as_raw_fd());
            }
        }
    }
}

impl Noted {
    const fn new() -> Self {
        Self { number: AtomicI32::new(-1), identity: [const { AtomicU64::new(0) }; 2] }
    }

    fn identity(&self) -> (u64, u64) {
        let [device, inode] = &self.identity;
        (device.load(Ordering::Relaxed), inode.load(Ordering::Relaxed))
    }

    fn add(number: RawFd, (device, inode): (u64, u64)) {
        /// Being written: a process that is forked meanwhile leaves it open.
        const TAKEN: i32 = -2;
        let take = |noted: &&Self| {
            let number = &noted.number;
            number.compare_exchange(-1, TAKEN, Ordering::Acquire, Ordering::Relaxed).is_ok()
        };
        if let Some(free) = ALONE.iter().find(take) {
            free.identity[0].store(device, Ordering::Relaxed);
            free.identity[1].store(inode, Ordering::Relaxed);
            free.number.store(number, Ordering::Release);
        }
    }

    fn remove(number: RawFd) {
        for noted in &ALONE {
            let _ = noted.number.compare_exchange(number, -1, Ordering::AcqRel, Ordering::Relaxed);
        }
    }
}

/// What says that the program has closed a descriptor of ours.
pub(crate) fn closed() -> io::Error {
    io::Error::from_raw_os_error(libc::EBADF)
}

/// Whether an error says that the program has closed a descriptor of ours: what failed is worth another try.
pub(crate) fn is_closed(error: &io::Error) -> bool {
    error.raw_os_error() == Some(libc::EBADF)
}

/// Device and inode of what a descriptor leads to.
pub(crate) fn identity(file: &File) -> io::Result<(u64, u64)> {
    file.metadata().map(|metadata| place(&metadata))
}

/// Device and inode.
pub(crate) fn place(found: &Metadata) -> (u64, u64) {
    (found.dev(), found.ino())
}

impl Drop for Descriptor {
    fn drop(&mut self) {
        self.close();
    }
}

/// Waits for input; what the program has closed is at its end.
impl Read for Descriptor {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Some(file) = self.get() else { return Ok(0) };
        // One that the program closes meanwhile is not read from.
        system::wait_for_input(file.as_raw_fd())?;
        self.get().map_or(Ok(0), |mut file| file.read(buffer))
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn what_has_become_the_programs_is_neither_read_nor_closed() {
        let path = std::env::temp_dir().join(format!("chaud-descriptor-{}", std::process::id()));
        fs::write(&path, "the program's").unwrap();
        let opened = File::open(&path).unwrap();
        let number = opened.as_raw_fd();
        // As if another had been there when the runtime opened its own.
        let mut descriptor = Descriptor { file: Some(ManuallyDrop::new(opened)), identity: (0, 0) };
        assert!(descriptor.get().is_none());
        assert!(descriptor.ask(File::metadata).is_err_and(|error| is_closed(&error)));
        assert_eq!(descriptor.read(&mut [0; 16]).unwrap(), 0);
        drop(descriptor);
        assert_eq!(fs::read_link(format!("/proc/self/fd/{number}")).unwrap(), path);
        fs::remove_file(&path).unwrap();
    }

    #[test]
    fn what_the_program_has_closed_is_an_error_and_nobody_ends() {
        let (reader, _writer) = io::pipe().unwrap();
        let number = reader.as_raw_fd();
        let same = Descriptor::new(reader).unwrap();
        system::close(number);
        assert!(same.ask(File::metadata).is_err_and(|error| is_closed(&error)));
        drop(same);

        let (reader, _other_writer) = io::pipe().unwrap();
        system::close(reader.as_raw_fd());
        assert!(Descriptor::new(reader).is_err_and(|error| is_closed(&error)));
    }

    #[test]
    fn what_the_program_has_put_there_before_it_was_looked_at_is_left_open() {
        let (reader, mut writer) = io::pipe().unwrap();
        assert!(Descriptor::known(reader, |_| false).is_err_and(|error| is_closed(&error)));
        writer.write_all(b"there is a reader").unwrap();
    }

    #[test]
    fn what_is_ours_is_read_and_closed() {
        let (reader, mut writer) = io::pipe().unwrap();
        let mut descriptor = Descriptor::new(reader).unwrap();
        writer.write_all(b"ours").unwrap();
        let mut buffer = [0; 16];
        assert_eq!(descriptor.read(&mut buffer).unwrap(), 4);
        drop(descriptor);
        assert_eq!(writer.write(b"x").unwrap_err().kind(), io::ErrorKind::BrokenPipe);
    }
}
