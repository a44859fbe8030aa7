//! How a program comes to its driver.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::{log, messages, swap};

/// Where the driver listens; set in the environment of the programs that it starts.
pub(crate) const SOCKET: &str = "CHAUD_SOCKET";
/// Set in the environment of a program that shall wait for the driver before it begins.
const WAIT: &str = "CHAUD_WAIT";
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
    // Perhaps it attached before the program had a logger.
    log::complain_if_hidden();
}

static ATTACHED: OnceLock<()> = OnceLock::new();

/// Attaches the program to the driver that started it before it begins, if it was told to, and comes back when it shall
/// begin. Until then no value of it exists: the driver may give it any code.
pub(crate) fn wait_if_told() {
    let is_set = |name| env::var_os(name).is_some_and(|value: OsString| !value.is_empty());
    if !is_set(WAIT) || !is_set(SOCKET) || swap::is_privileged() {
        return;
    }
    ATTACHED.get_or_init(|| {
        log::prepare(true);
        let socket = env::var_os(SOCKET).unwrap_or_default();
        swap::wait(PathBuf::from(socket), manifest_of_cargo().to_string_lossy().into_owned());
    });
}

/// Attaches the program to the driver that started it, if one did: for programs that know nothing of it.
pub fn init_if_driven() {
    if swap::is_privileged() || env::var_os(SOCKET).is_none_or(|socket| socket.is_empty()) {
        return;
    }
    init(manifest_of_cargo());
}

/// Cargo says so to the programs that it runs.
fn manifest_of_cargo() -> PathBuf {
    let folder = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default();
    Path::new(&folder).join("Cargo.toml")
}
