//! The entries of Arm, made by `-Zpatchable-function-entry=6,5`: five nops before a function's start, and one at it. The
//! five take an address and a jump through it; then the nop becomes a branch back to that jump, in one aligned store. A
//! nop and a branch are among the few instructions that may take each other's place while other processors execute them.

use std::sync::atomic::AtomicU32;

/// What lies before a function's start.
pub(crate) const ROOM: usize = 20;
/// The room of a function that was never led elsewhere.
pub(crate) const UNTOUCHED: [u8; ROOM] = {
    let mut room = [0; ROOM];
    let mut at = 0;
    while at < ROOM {
        room[at] = NOP.to_le_bytes()[at % 4];
        at += 1;
    }
    room
};

/// The first instruction of a function.
pub(crate) type Instruction = u32;
/// Where it is.
pub(crate) type Start = AtomicU32;
/// The nop that it is.
pub(crate) const NOP: Instruction = 0xd503_201f;
/// `b` to two instructions before it, to [`jump`].
pub(crate) const BACK: Instruction = 0x17ff_fffe;

/// `br x16`: a register that is any function's own from its first instruction on.
const BRANCH: u32 = 0xd61f_0200;
/// `ldr x16` from so many bytes before it: 8, or 12.
const LOAD: [u32; 2] = [0x58ff_ffd0, 0x58ff_ffb0];

/// Where the address of the new function goes, for a function that starts at `start`: all of them start at a multiple
/// of four, so that one of two places is aligned.
pub(crate) fn place(start: usize) -> Option<usize> {
    match start % 8 {
        0 => start.checked_sub(16),
        4 => start.checked_sub(ROOM),
        _ => None,
    }
}

/// The end of the room: a jump to the address that is stored in its [`place`].
pub(crate) fn jump(start: usize) -> [u8; 8] {
    let load = LOAD[start / 4 % 2];
    let both = u64::from(BRANCH) << 32 | u64::from(load);
    both.to_le_bytes()
}
