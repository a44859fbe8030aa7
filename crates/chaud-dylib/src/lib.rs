//! The runtime of [chaud](https://docs.rs/chaud-live), hot reload for Rust, as a library by itself.
//!
//! `chaud run` builds it from the sources that the driver carries, and links it to programs that do not depend on
//! `chaud`. It has a std of its own, and offers the program nothing: its constructor is all that ever runs of it.

/// Runs before `main`.
#[used]
#[cfg_attr(
    any(target_os = "linux", target_os = "android", target_os = "freebsd"),
    unsafe(link_section = ".init_array")
)]
#[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__mod_init_func"))]
static CONSTRUCTOR: extern "C" fn() = start;

extern "C" fn start() {
    // Without a driver the program is none of its business: it may have been started by hand.
    chaud_runtime::init_if_driven();
}
