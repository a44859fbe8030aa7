//! How a program comes to its driver.

use std::env;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::{log, messages, swap};

/// Where the driver listens; set in the environment of the programs that it starts.
pub(crate) const SOCKET: &str = "CHAUD_SOCKET";
/// The program that is the driver, or `off`.
pub(crate) const DRIVER: &str = "CHAUD";

/// Attaches the program to the driver that started it, in the background; where there is none, starts one, unless
/// `CHAUD` is `off` or the program was not built for it. Later calls do nothing.
///
/// A program that acts for another user than the one who started it does neither, and reads no variable: its user
/// could run any code with its rights.
///
/// `manifest` is the path of the program's `Cargo.toml`.
pub fn init(manifest: impl AsRef<Path>) {
    attach(manifest.as_ref());
}

// Not generic, so that it is compiled here and not into a crate that a patch replaces.
fn attach(manifest: &Path) {
    static ATTACHED: OnceLock<()> = OnceLock::new();
    ATTACHED.get_or_init(|| {
        if swap::is_privileged() {
            return messages::privileged();
        }
        let manifest = manifest.to_string_lossy().into_owned();
        let socket = env::var_os(SOCKET).filter(|socket| !socket.is_empty());
        log::prepare(socket.is_some());
        if let Some(socket) = socket {
            swap::attach(PathBuf::from(socket), manifest);
        } else if env::var_os(DRIVER).is_some_and(|driver| driver == "off") {
            messages::not_wanted();
        } else {
            swap::start_driver(manifest);
        }
    });
}

/// Attaches the program to the driver that started it, if one did: for programs that know nothing of it.
pub fn init_if_driven() {
    if swap::is_privileged() || env::var_os(SOCKET).is_none_or(|socket| socket.is_empty()) {
        return;
    }
    // Cargo says so to the programs that it runs.
    let folder = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default();
    init(Path::new(&folder).join("Cargo.toml"));
}
