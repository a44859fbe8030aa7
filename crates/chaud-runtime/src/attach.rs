//! How a program comes to its driver.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::{sentences, swap};

/// Where the driver listens; set in the environment of the programs that it starts.
const SOCKET: &str = "CHAUD_SOCKET";

/// Attaches the program to the driver that started it, in the background. Later calls do nothing.
///
/// `manifest` is the path of the program's `Cargo.toml`.
pub fn init(manifest: impl AsRef<Path>) {
    attach(manifest.as_ref());
}

// Not generic, so that it is compiled here and not into a crate that a patch replaces.
fn attach(manifest: &Path) {
    static ATTACHED: OnceLock<()> = OnceLock::new();
    ATTACHED.get_or_init(|| match std::env::var_os(SOCKET) {
        Some(socket) if !socket.is_empty() => {
            swap::start(PathBuf::from(socket), manifest.to_string_lossy().into_owned());
        }
        _ => sentences::not_started_by_driver(),
    });
}
