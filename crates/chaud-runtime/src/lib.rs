//! The part of [chaud](https://docs.rs/chaud-live), hot reload for Rust, that lives inside the running program.
//!
//! Use it through `chaud`. The attribute macros expand to what is here: a hot function is called through its [`Slot`],
//! and the dylib of a patch stages the new version, described by an [`Item`]. The thread that [`init`] starts talks to
//! the driver, loads what it sends, and commits it all at once or not at all.
//!
//! ```
//! use chaud_runtime::{Item, Slot};
//!
//! fn step(n: u64) -> u64 {
//!     n + 1
//! }
//!
//! static ITEM: Item = Item::function("demo::step", "fn(u64) -> u64", &[(8, 8), (8, 8)]);
//! static SLOT: Slot<fn(u64) -> u64> = Slot::new(step);
//! assert_eq!(SLOT.get()(41), 42);
//! assert_eq!(ITEM.layout[0], chaud_runtime::layout::<u64>());
//! ```
#![deny(unsafe_code, unsafe_op_in_unsafe_fn)]
// Where code cannot be swapped, what only the loader uses is idle.
#![cfg_attr(
    not(all(
        target_os = "linux",
        target_pointer_width = "64",
        target_endian = "little",
        any(target_arch = "x86_64", target_arch = "aarch64")
    )),
    allow(dead_code, unused_imports)
)]

mod attach;
mod checksum;
mod constructor;
pub mod cycle;
mod item;
mod log;
mod messages;
mod protocol;
mod slot;
mod stage;
#[cfg_attr(
    not(all(
        target_os = "linux",
        target_pointer_width = "64",
        target_endian = "little",
        any(target_arch = "x86_64", target_arch = "aarch64")
    )),
    path = "swap/unsupported.rs"
)]
mod swap;

pub use attach::{init, init_if_driven};
pub use item::{Item, Kind, layout};
pub use slot::Slot;
pub use stage::{stage_function, stage_static};
