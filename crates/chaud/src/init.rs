//! The start of hot reload in a program.

use std::path::Path;

/// Starts hot reload in this program: [`init`] with the manifest of the package in which it is written.
///
/// Write it once, in the program's main package, at the start of `main`. It returns at once; reloads happen on a thread
/// of their own. Without the feature `unsafe-hot-reload` it does nothing.
///
/// ```
/// // The first line of `main`:
/// chaud::init!();
/// ```
///
/// # The driver
///
/// A program that `chaud run` started attaches to it. Any other starts a driver of its own, if it was built so that it
/// can be reloaded: the program that `$CHAUD` names, or `chaud`, or Deno with the package. `CHAUD=off` keeps it from
/// that. What the driver has to say then comes through the program's own `log`, with the target `chaud`.
///
/// Processes that the program starts share its driver, unless there was a second thread before this call: the
/// environment, by which they find it, can only be changed while there is one.
///
/// # Parameters
///
/// None.
///
/// # Panics
///
/// Never: a program that cannot be reloaded says so in its log and goes on.
///
/// # Limits
///
/// Where programs cannot be reloaded it does nothing but cause a warning when it is compiled with the feature. It must
/// be compiled by cargo, which names the package.
#[macro_export]
macro_rules! init {
    () => {{
        $crate::__private::check_platform();
        $crate::init(::core::concat!(::core::env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"));
    }};
}

/// Starts hot reload in this program, whose main package has its manifest at `manifest`.
///
/// [`init!`](crate::init!) is the short form for programs whose `main` is in that package. Calls after the first do
/// nothing. Without the feature `unsafe-hot-reload` none does anything.
///
/// ```
/// // In a library that starts programs of several packages:
/// fn start(package: &str) {
///     chaud::init(std::path::Path::new(package).join("Cargo.toml"));
/// }
///
/// start("/home/me/game");
/// ```
///
/// # Parameters
///
/// `manifest`: the path of the `Cargo.toml`, absolute or relative to the working directory.
///
/// # Panics
///
/// Never: a program that cannot be reloaded says so in its log and goes on.
pub fn init(manifest: impl AsRef<Path>) {
    #[cfg(feature = "unsafe-hot-reload")]
    chaud_runtime::init(manifest);
    #[cfg(not(feature = "unsafe-hot-reload"))]
    drop(manifest);
}
