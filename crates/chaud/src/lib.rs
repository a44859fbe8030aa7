//! Hot reload for Rust: edit a function, save, and the running program uses the new code, its state intact.
//!
//! ```
//! use std::sync::atomic::{AtomicU64, Ordering};
//!
//! /// Survives reloads.
//! #[chaud::persist]
//! static STEPS: AtomicU64 = AtomicU64::new(0);
//!
//! /// Edit me while the program runs.
//! #[chaud::hot]
//! fn step(by: u64) -> u64 {
//!     STEPS.fetch_add(by, Ordering::Relaxed) + by
//! }
//!
//! fn main() {
//!     chaud::init!();
//!     assert_eq!(step(1), 1);
//!     assert_eq!(step(2), 3);
//! }
//! ```
//!
//! # Off unless switched on
//!
//! Without the feature `unsafe-hot-reload` the attributes leave their items as they are, [`init!`] does nothing, and
//! this crate has no dependency but its macros. Chaud's command-line program switches the feature on for the programs
//! it starts. Do not switch it on in what you ship.
//!
//! # Where it works
//!
//! Programs are reloaded on Linux (`x86_64`, `aarch64`). Elsewhere the feature compiles to a program that runs as
//! usual, and `init!()` says so in a warning.
//!
//! # Why the feature is called unsafe
//!
//! The compiler cannot see across a reload. Chaud refuses a patch in which the signature of a hot function or the type
//! of a persisted static is spelled differently, or has another size or alignment. The rest is yours to keep:
//!
//! - Values that live through a reload keep their layout. A struct whose fields were reordered or whose meaning
//!   changed is read with the new code's eyes: restart the program after such an edit.
//! - References, function pointers and vtables into old code stay valid, because old code stays loaded, but they go on
//!   reaching the old version.
//! - Statics that are not persisted, and thread-local values, are the running program's; on `aarch64`, some that
//!   optimised code uses start afresh in the crates that were reloaded, and are named.
#![forbid(unsafe_code)]

#[cfg(not(feature = "unsafe-hot-reload"))]
mod cold;
pub mod cycle;
mod hot;
mod init;
mod persist;
#[cfg(feature = "unsafe-hot-reload")]
mod platform;

pub use hot::hot;
pub use init::init;
pub use persist::persist;

/// What expansions use.
#[doc(hidden)]
pub mod __private {
    #[cfg(not(feature = "unsafe-hot-reload"))]
    pub use crate::cold::check_platform;
    #[cfg(feature = "unsafe-hot-reload")]
    pub use crate::platform::check_platform;
    #[cfg(feature = "unsafe-hot-reload")]
    pub use chaud_runtime::{Item, Slot, layout, stage_function, stage_static};
}
