//! The entries of x86-64, made by `-Zpatchable-function-entry=16,14`: 14 one-byte nops before a function's start, and
//! one two-byte nop at it. The 14 bytes take an address and a jump through it; then the nop becomes a short jump to that
//! jump, in one aligned store, so that a thread that comes by runs either the old function or the new one.

use std::sync::atomic::AtomicU16;

/// What lies before a function's start.
pub(crate) const ROOM: usize = 14;
/// The room of a function that was never led elsewhere.
pub(crate) const UNTOUCHED: [u8; ROOM] = [0x90; ROOM];

/// The first instruction of a function.
pub(crate) type Instruction = u16;
/// Where it is.
pub(crate) type Start = AtomicU16;
/// The nop that it is.
pub(crate) const NOP: Instruction = u16::from_le_bytes([0x66, 0x90]);
/// A jump back by six bytes from its start, to [`jump`].
pub(crate) const BACK: Instruction = u16::from_le_bytes([0xeb, 0xf8]);

/// Where the address of the new function goes, for a function that starts at `start`; `None` where none could be written
/// in one store.
pub(crate) fn place(start: usize) -> Option<usize> {
    start.checked_sub(ROOM).filter(|place| place.is_multiple_of(align_of::<usize>()))
}

/// The end of the room: a jump to the address that is stored 14 bytes before its end.
pub(crate) fn jump(_start: usize) -> [u8; 6] {
    [0xff, 0x25, 0xf2, 0xff, 0xff, 0xff]
}
