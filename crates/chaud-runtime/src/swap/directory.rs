//! The session directory: the only place that dylibs are loaded from.

use std::ffi::CString;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{FileExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use super::{elf, libc, system};
use crate::protocol::{Reason, Refusal};

/// The directory of the socket: private to the user whose process this is.
pub(crate) struct Directory(PathBuf);

/// A file that may be loaded.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Admitted {
    /// Its canonical path.
    pub(crate) path: CString,
    /// Device, inode, size and time of the last change.
    identity: (u64, u64, u64, i64, i64),
}

impl Directory {
    /// The directory of the socket at `socket`; an error if others could put files there.
    pub(crate) fn of(socket: &Path) -> io::Result<Self> {
        let path = socket.parent().unwrap_or(Path::new("/")).canonicalize()?;
        let metadata = fs::metadata(&path)?;
        if metadata.uid() != system::uid() || metadata.mode() & 0o077 != 0 {
            let path = path.display();
            let error = format!("directory `{path}` is not private to this program's user");
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, error));
        }
        Ok(Self(path))
    }

    /// Checks that `path` is a whole dylib in this directory, a regular file of the same user.
    ///
    /// The dynamic loader then gets the path, not the opened file: `/proc/self/fd/…` would be the name of the library
    /// in debuggers and backtraces, and the loader would take a later file with the same number for the same library.
    /// Nobody but the user can exchange the file meanwhile, and the user controls the process anyway.
    pub(crate) fn admit(&self, path: &str) -> Result<Admitted, Refusal> {
        let given = Path::new(path);
        let refuse =
            |reason, what: &str| Err(Refusal { reason, details: vec![format!("{path}: {what}")] });
        let canonical = given.parent().and_then(|parent| parent.canonicalize().ok());
        let (Some(true), Some(name)) = (canonical.map(|path| path == self.0), given.file_name())
        else {
            let what = format!("not in the session directory {}", self.0.display());
            return refuse(Reason::Path, &what);
        };
        let path = self.0.join(name);
        // Without O_NONBLOCK a named pipe would block for ever.
        let flags = libc::O_NOFOLLOW | libc::O_NONBLOCK;
        let file = match OpenOptions::new().read(true).custom_flags(flags).open(&path) {
            Ok(file) => file,
            Err(error) => return refuse(Reason::Path, &format!("cannot open it: {error}")),
        };
        let Ok(path) = CString::new(path.as_os_str().as_bytes()) else {
            return refuse(Reason::Path, "a path cannot contain NUL");
        };
        match file.metadata() {
            Ok(metadata) if !metadata.is_file() => refuse(Reason::Path, "not a regular file"),
            Ok(metadata) if metadata.uid() != system::uid() => {
                refuse(Reason::Path, "owned by another user")
            }
            Ok(metadata) => match whole(&file, metadata.len()) {
                Ok(()) => Ok(Admitted { path, identity: identity(&metadata) }),
                Err(what) => refuse(Reason::Load, &what),
            },
            Err(error) => refuse(Reason::Path, &format!("cannot stat it: {error}")),
        }
    }
}

fn identity(file: &fs::Metadata) -> (u64, u64, u64, i64, i64) {
    (file.dev(), file.ino(), file.size(), file.mtime(), file.mtime_nsec())
}

fn whole(file: &File, length: u64) -> Result<(), String> {
    let mut beginning = [0; elf::BEGINNING];
    let mut filled = 0;
    while filled < beginning.len() {
        match file.read_at(&mut beginning[filled..], filled as u64) {
            Ok(0) => break,
            Ok(more) => filled += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(format!("cannot read it: {error}")),
        }
    }
    elf::check(&beginning[..filled], length).map_err(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::{PermissionsExt, symlink};

    #[test]
    fn admits_only_regular_files_of_the_session_directory() {
        let root = std::env::temp_dir().join(format!("chaud-directory-{}", std::process::id()));
        let session = root.join("session");
        fs::create_dir_all(session.join("inner")).unwrap();
        fs::set_permissions(&session, PermissionsExt::from_mode(0o755)).unwrap();
        let socket = session.join("socket");
        assert!(Directory::of(&socket).is_err());
        fs::set_permissions(&session, PermissionsExt::from_mode(0o700)).unwrap();
        let directory = Directory::of(&socket).unwrap();

        fs::write(root.join("outside.so"), "").unwrap();
        fs::write(session.join("text.so"), "text").unwrap();
        fs::copy(std::env::current_exe().unwrap(), session.join("program.so")).unwrap();
        symlink(session.join("program.so"), session.join("link.so")).unwrap();
        symlink(&session, root.join("alias")).unwrap();

        let check = |path: &str, expected: Result<&str, (Reason, &str)>| {
            let path = format!("{}/{path}", root.display());
            match (directory.admit(&path), expected) {
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
        fs::remove_dir_all(root).unwrap();
    }
}
