//! The session directory: the only place that dylibs are loaded from.

use std::ffi::{CString, OsStr};
use std::fs::{self, File};
use std::io;
use std::os::fd::AsRawFd;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use super::descriptor::{self, Descriptor};
use super::flaw::flaw;
use super::{libc, system};
use crate::protocol::{Reason, Refusal};

/// The directory of the socket: private to the user whose process this is.
///
/// It is held open, and all that is in it is reached through this descriptor: whoever could exchange a directory above
/// it has no say in what is loaded.
pub(crate) struct SessionFolder {
    /// Its canonical path, by which the driver names files.
    path: PathBuf,
    /// A path that leads through the descriptor. Not by `self`, so that debuggers find the files as well.
    held: PathBuf,
    descriptor: Descriptor,
}

/// A file that may be loaded.
#[derive(Debug)]
pub(crate) struct Admitted {
    /// Its canonical path.
    pub(crate) path: CString,
    /// Where the dynamic loader shall find it.
    pub(crate) held: CString,
    /// Device, inode, size and time of the last change.
    identity: (u64, u64, u64, i64, i64),
}

impl SessionFolder {
    /// The directory of the socket at `socket`; an error if others could put files there.
    pub(crate) fn of(socket: &Path) -> io::Result<Self> {
        Self::open(socket.parent().unwrap_or(Path::new("/")).canonicalize()?)
    }

    /// Whether the program has closed the descriptor: what is done through it fails, or meets what is the program's.
    pub(crate) fn is_lost(&self) -> bool {
        self.descriptor.get().is_none()
    }

    /// Opens it once more, if the program has closed the descriptor.
    pub(crate) fn renew(&mut self) -> Result<(), Refusal> {
        if !self.is_lost() {
            return Ok(());
        }
        loop {
            let error = match Self::open(self.path.clone()) {
                Ok(opened) => {
                    *self = opened;
                    return Ok(());
                }
                Err(error) => error,
            };
            if !descriptor::is_closed(&error) {
                let details = vec![format!("{}: {error}", self.path.display())];
                return Err(Refusal { reason: self.why_closed(&error), details });
            }
        }
    }

    fn open(path: PathBuf) -> io::Result<Self> {
        let descriptor = Descriptor::open(&path)?;
        let metadata = descriptor.ask(File::metadata)?;
        let is_open = metadata.uid() != system::uid() || metadata.mode() & 0o077 != 0;
        if !metadata.is_dir() || is_open {
            let path = path.display();
            let error = format!("directory `{path}` is not private to this program's user");
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, error));
        }
        let number = descriptor.ask(|file| Ok(file.as_raw_fd()))?;
        let held = format!("/proc/{}/fd/{number}", std::process::id());
        // Without a `/proc`, or one that shows us, the path has to do.
        let leads = fs::metadata(&held)
            .is_ok_and(|held| descriptor::place(&held) == descriptor::place(&metadata));
        let held = if leads { PathBuf::from(held) } else { path.clone() };
        Ok(Self { path, held, descriptor })
    }

    /// Where the socket is that `socket` names.
    pub(crate) fn socket(&self, socket: &Path) -> PathBuf {
        socket.file_name().map_or_else(|| socket.to_owned(), |name| self.held.join(name))
    }

    /// The name that the dynamic loader knows a file by, if it is one of this directory.
    pub(crate) fn loaded_name(&self, path: &str) -> Option<String> {
        let name = Path::new(path).strip_prefix(&self.path).ok()?;
        self.held.join(name).into_os_string().into_string().ok()
    }

    /// Why a file of this directory could not be opened.
    fn why_closed(&self, error: &io::Error) -> Reason {
        match error.raw_os_error() {
            Some(libc::EMFILE | libc::ENFILE) => Reason::Limit,
            Some(libc::ENOENT) if fs::metadata(&self.held).is_err() => Reason::Unreachable,
            _ => Reason::Path,
        }
    }

    /// Checks that `path` is a whole dylib in this directory, a regular file of the same user, with this checksum.
    ///
    /// The dynamic loader gets its name below the directory's descriptor, and not a descriptor of its own: the loader
    /// would take a later file with the same number for the same library. That it was this file which was loaded is
    /// for [`Admitted::is_same`] to tell.
    pub(crate) fn admit(&mut self, path: &str, sum: Option<u64>) -> Result<Admitted, Refusal> {
        loop {
            self.renew()?;
            let admitted = self.look_at(path, sum);
            if !self.is_lost() {
                return admitted;
            }
        }
    }

    fn look_at(&self, path: &str, sum: Option<u64>) -> Result<Admitted, Refusal> {
        let given = path;
        let refuse =
            |reason, what: &str| Err(Refusal { reason, details: vec![format!("{given}: {what}")] });
        let place = Path::new(given);
        // As the driver names it even where that leads nowhere, since the program has changed its root directory.
        let is_named = |parent: &Path| parent == self.path;
        let leads = |parent: &Path| parent.canonicalize().is_ok_and(|path| path == self.path);
        let is_here = place.parent().is_some_and(|parent| is_named(parent) || leads(parent));
        let (true, Some(name)) = (is_here, place.file_name()) else {
            let what = format!("not in the session directory {}", self.path.display());
            return refuse(Reason::Path, &what);
        };
        let held = self.held.join(name);
        let opened = match Descriptor::open(&held) {
            Ok(opened) => opened,
            Err(error) => {
                return refuse(self.why_closed(&error), &format!("cannot open it: {error}"));
            }
        };
        let text = |path: PathBuf| CString::new(path.into_os_string().into_vec());
        let (Ok(path), Ok(held)) = (text(self.path.join(name)), text(held)) else {
            return refuse(Reason::Path, "a path cannot contain NUL");
        };
        let examined = opened.ask(|file| {
            let metadata = file.metadata()?;
            let flaw = flaw(file, &metadata, sum);
            Ok((metadata, flaw))
        });
        match examined {
            Ok((metadata, None)) => Ok(Admitted { path, held, identity: identity(&metadata) }),
            Ok((_, Some((reason, what)))) => refuse(reason, &what),
            // What was looked at was not the file.
            Err(error) if descriptor::is_closed(&error) => self.look_at(given, sum),
            Err(error) => refuse(Reason::Path, &format!("cannot stat it: {error}")),
        }
    }
}

impl Admitted {
    /// Whether it is the same file as another that was admitted, by way of whatever descriptor.
    pub(crate) fn is(&self, other: &Self) -> bool {
        (&self.path, self.identity) == (&other.path, other.identity)
    }

    /// Whether the file is still the one that was admitted.
    pub(crate) fn is_same(&self) -> bool {
        let path = Path::new(OsStr::from_bytes(self.held.as_bytes()));
        fs::symlink_metadata(path).is_ok_and(|metadata| identity(&metadata) == self.identity)
    }
}

fn identity(file: &fs::Metadata) -> (u64, u64, u64, i64, i64) {
    (file.dev(), file.ino(), file.size(), file.mtime(), file.mtime_nsec())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checksum::Checksum;
    use std::os::unix::fs::{PermissionsExt, symlink};

    #[test]
    fn admits_only_regular_files_of_the_session_directory() {
        let root = std::env::temp_dir().join(format!("chaud-directory-{}", std::process::id()));
        let session = root.join("session");
        fs::create_dir_all(session.join("inner")).unwrap();
        fs::set_permissions(&session, PermissionsExt::from_mode(0o755)).unwrap();
        let socket = session.join("socket");
        assert!(SessionFolder::of(&socket).is_err());
        fs::set_permissions(&session, PermissionsExt::from_mode(0o700)).unwrap();
        let mut folder = SessionFolder::of(&socket).unwrap();

        fs::write(root.join("outside.so"), "").unwrap();
        fs::write(session.join("text.so"), "text").unwrap();
        fs::copy(std::env::current_exe().unwrap(), session.join("program.so")).unwrap();
        symlink(session.join("program.so"), session.join("link.so")).unwrap();
        symlink(&session, root.join("alias")).unwrap();

        let mut check = |path: &str, expected: Result<&str, (Reason, &str)>| {
            let path = format!("{}/{path}", root.display());
            match (folder.admit(&path, None), expected) {
                (Ok(admitted), Ok(expected)) => {
                    assert_eq!(
                        admitted.path.to_str().unwrap(),
                        format!("{}/{expected}", root.display())
                    );
                }
                (Err(refusal), Err((reason, what))) => {
                    assert_eq!(refusal.reason, reason, "{path}");
                    assert!(refusal.details[0].contains(what), "{}", refusal.details[0]);
                }
                (got, expected) => panic!("{path}: expected {expected:?}, got {got:?}"),
            }
        };
        // The test binary is a position-independent executable, which looks like a dylib from the outside.
        check("session/program.so", Ok("session/program.so"));
        check("alias/program.so", Ok("session/program.so"));
        check("session/inner/../program.so", Ok("session/program.so"));
        check("outside.so", Err((Reason::Path, "not in the session directory")));
        check("session/../outside.so", Err((Reason::Path, "not in the session directory")));
        check("session/..", Err((Reason::Path, "not in the session directory")));
        check("nowhere/x.so", Err((Reason::Path, "not in the session directory")));
        check("session/link.so", Err((Reason::Path, "cannot open it")));
        check("session/gone.so", Err((Reason::Path, "cannot open it")));
        check("session/inner", Err((Reason::Path, "not a regular file")));
        check("session/text.so", Err((Reason::Load, "not an ELF file")));

        let path = session.join("text.so").to_str().unwrap().to_owned();
        let refusal = folder.admit(&path, Some(1)).unwrap_err();
        assert_eq!(refusal.reason, Reason::Damaged);
        let mut sum = Checksum::new();
        sum.add(b"text");
        let refusal = folder.admit(&path, Some(sum.of(4))).unwrap_err();
        assert_eq!(refusal.reason, Reason::Load, "it is as it was checked, and no dylib");
        fs::remove_dir_all(root).unwrap();
    }

    #[test]
    fn keeps_to_the_directory_and_the_file_that_it_has_seen() {
        let root = std::env::temp_dir().join(format!("chaud-exchange-{}", std::process::id()));
        let (session, moved) = (root.join("session"), root.join("moved"));
        let program = std::env::current_exe().unwrap();
        for folder in [&session, &root.join("false")] {
            fs::create_dir_all(folder).unwrap();
            fs::set_permissions(folder, PermissionsExt::from_mode(0o700)).unwrap();
            fs::copy(&program, folder.join("a.so")).unwrap();
        }
        let mut folder = SessionFolder::of(&session.join("socket")).unwrap();
        let path = session.join("a.so").to_str().unwrap().to_owned();
        let admitted = folder.admit(&path, None).unwrap();
        assert!(admitted.is_same());

        // Another directory takes its place: what is in there does not count.
        fs::rename(&session, &moved).unwrap();
        fs::rename(root.join("false"), &session).unwrap();
        assert!(admitted.is_same());
        let held = Path::new(OsStr::from_bytes(admitted.held.as_bytes()));
        assert_eq!(held.canonicalize().unwrap(), moved.canonicalize().unwrap().join("a.so"));

        // Another file takes its place.
        fs::copy(&program, moved.join("b.so")).unwrap();
        fs::rename(moved.join("b.so"), moved.join("a.so")).unwrap();
        assert!(!admitted.is_same());
        fs::remove_dir_all(root).unwrap();
    }
}
