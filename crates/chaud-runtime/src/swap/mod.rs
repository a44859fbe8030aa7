//! Where code can be swapped: the channel to the driver, and what a reload does to the process.

mod announced;
mod base;
mod beginning;
mod bindings;
mod channel;
mod commit;
mod connection;
mod definitions;
mod descriptor;
mod dylib;
mod elf;
mod entries;
mod entry_code;
mod filters;
mod flaw;
mod fork;
mod import_index;
mod imports;
mod libc;
mod object;
mod open_code;
mod platform;
mod processors;
mod reload;
mod segments;
mod session_folder;
mod spawn_driver;
mod system;
mod tables;
mod thread_locals;
mod threads;
mod validate;

pub(crate) use channel::{attach, start_driver, wait};
pub(crate) use system::is_privileged;
