//! The runtime of [chaud](https://docs.rs/chaud-live), hot reload for Rust, as a library by itself.
//!
//! `chaud run` builds it from the sources that the driver carries, and links it to programs that do not depend on
//! `chaud`. It has a std of its own, and offers the program nothing: its constructor is all that ever runs of it.

use std::env;
use std::path::Path;

/// Runs before `main`.
#[used]
#[cfg_attr(
    any(target_os = "linux", target_os = "android", target_os = "freebsd"),
    unsafe(link_section = ".init_array")
)]
#[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__mod_init_func"))]
static CONSTRUCTOR: extern "C" fn() = start;

/// Without a driver the program is none of its business: it may have been started by hand.
extern "C" fn start() {
    let is_driven = env::var_os("CHAUD_SOCKET").is_some_and(|socket| !socket.is_empty());
    if is_driven {
        // Cargo says so to the programs that it runs.
        let folder = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default();
        chaud_runtime::init(Path::new(&folder).join("Cargo.toml"));
    }
}
