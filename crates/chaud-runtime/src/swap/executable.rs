//! Where the program is.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// The path of the executable when this was first asked. Once a build has put
/// another file there, the system calls the old one deleted.
pub(crate) fn path() -> Option<&'static Path> {
    static PATH: OnceLock<Option<PathBuf>> = OnceLock::new();
    PATH.get_or_init(|| std::env::current_exe().ok()).as_deref()
}
