//! Where code can be swapped: the channel to the driver, and what a reload does to the process.

mod beginning;
mod channel;
mod commit;
mod directory;
mod driver;
mod elf;
mod entries;
mod executable;
mod image;
mod imports;
mod libc;
mod load;
mod names;
mod patches;
mod platform;
mod segments;
mod system;
mod text;
mod validate;

pub(crate) use channel::{attach, start_driver};
