//! Code in memory: function entries that can be made to lead elsewhere.
//!
//! One of the few files that hold `unsafe`: it reads and rewrites machine code of x86-64. Functions compiled with
//! `-Zpatchable-function-entry=16,14` have 14 one-byte nops before their start and begin with one two-byte nop. The 14
//! bytes take an address and a jump through it; then the nop becomes a short jump to that jump, in one aligned store,
//! so that a thread that comes by runs either the old function or the new one.
#![allow(unsafe_code)]

use std::ops::Range;
use std::sync::atomic::{AtomicU16, AtomicUsize, Ordering};

use super::open_code::Open;

/// What lies before a function's start.
const ROOM: usize = 14;
const NOP: u8 = 0x90;
/// The two-byte nop that a function begins with.
const START: u16 = u16::from_le_bytes([0x66, 0x90]);
/// A jump back by six bytes from its start.
const SHORT_JUMP: u16 = u16::from_le_bytes([0xeb, 0xf8]);
/// A jump to the address that is stored 14 bytes before its end.
const JUMP: [u8; 6] = [0xff, 0x25, 0xf2, 0xff, 0xff, 0xff];

/// The entry of a function, of which this module knows the layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Entry(usize);

impl Entry {
    /// The entry at `address`, if it can be redirected. `code` is memory that holds code and stays mapped.
    pub(crate) fn at(address: usize, code: &Range<usize>) -> Option<Self> {
        let room = address.checked_sub(ROOM)?;
        let inside = code.start <= room && address + 2 <= code.end;
        if !inside || !room.is_multiple_of(align_of::<usize>()) || !cfg!(target_arch = "x86_64") {
            return None;
        }
        let entry = Self(address);
        // SAFETY: the bytes are inside mapped code, which is readable on this platform; see `code`.
        let room = unsafe { std::slice::from_raw_parts(room as *const u8, ROOM) };
        let untouched = room.iter().all(|byte| *byte == NOP);
        let jumps = room[ROOM - JUMP.len()..] == JUMP;
        let fits = match entry.start().load(Ordering::Relaxed) {
            START => untouched || jumps,
            SHORT_JUMP => jumps,
            _ => false,
        };
        fits.then_some(entry)
    }

    /// Whether the function leads elsewhere.
    pub(crate) fn leads(self) -> bool {
        self.start().load(Ordering::Relaxed) == SHORT_JUMP
    }

    /// Makes the function run its own code again. The jump stays: a thread may be about to run it.
    pub(crate) fn restore(self, open: &Open) -> bool {
        if !self.is_inside(open) {
            return false;
        }
        if self.leads() {
            self.start().store(START, Ordering::SeqCst);
        }
        true
    }

    /// Makes the function lead to `target`, another function of the same type. `open` holds the entry's memory.
    pub(crate) fn lead(self, target: usize, open: &Open) -> bool {
        if !self.is_inside(open) {
            return false;
        }
        // SAFETY: `at` found that these 8 aligned bytes are either nops that no one runs, or an address that only
        // the jump after it reads; `open` says that they are writable.
        let address = unsafe { &*((self.0 - ROOM) as *const AtomicUsize) };
        address.store(target, Ordering::SeqCst);
        if !self.leads() {
            // SAFETY: as above: these six bytes are nops that no one runs before the store below, or this very jump.
            unsafe {
                let jump = (self.0 - JUMP.len()) as *mut [u8; 6];
                jump.write_unaligned(JUMP);
            }
            self.start().store(SHORT_JUMP, Ordering::SeqCst);
        }
        true
    }

    fn is_inside(self, open: &Open) -> bool {
        self.0.checked_sub(ROOM).is_some_and(|room| open.holds(&(room..self.0 + 2)))
    }

    fn start(self) -> &'static AtomicU16 {
        // SAFETY: `at` found the address to be even (14 after an aligned one) and inside code that stays mapped.
        unsafe { &*(self.0 as *const AtomicU16) }
    }
}

#[cfg(all(test, target_arch = "x86_64"))]
mod tests {
    use std::sync::atomic::AtomicBool;
    use std::thread;

    use super::super::libc;
    use super::*;

    const SIZE: usize = 4096;

    /// Code of functions, 32 bytes apart, each of which returns its own number.
    struct Code(Range<usize>);

    impl Code {
        fn new() -> Self {
            let writable = libc::PROT_READ | libc::PROT_WRITE;
            let flags = ::libc::MAP_PRIVATE | ::libc::MAP_ANONYMOUS;
            // SAFETY: asks for fresh memory anywhere.
            let page = unsafe { ::libc::mmap(std::ptr::null_mut(), SIZE, writable, flags, -1, 0) };
            assert_ne!(page, ::libc::MAP_FAILED);
            // SAFETY: the memory is as long, and no one else's.
            let bytes = unsafe { std::slice::from_raw_parts_mut(page.cast::<u8>(), SIZE) };
            for (number, function) in (0_u32..).zip(bytes.chunks_exact_mut(32)) {
                function[..ROOM].fill(NOP);
                function[ROOM..ROOM + 2].copy_from_slice(&START.to_le_bytes());
                // mov eax, <number>; ret
                function[ROOM + 2] = 0xb8;
                function[ROOM + 3..ROOM + 7].copy_from_slice(&number.to_le_bytes());
                function[ROOM + 7] = 0xc3;
            }
            let code = page as usize..page as usize + SIZE;
            let code = Self(code);
            // What is opened is no longer to be written to once it is closed.
            drop(code.open());
            code
        }

        fn address(&self, number: usize) -> usize {
            self.0.start + number * 32 + ROOM
        }

        fn entry(&self, number: usize) -> Option<Entry> {
            Entry::at(self.address(number), &self.0)
        }

        fn open(&self) -> Open {
            Open::new(&self.0).unwrap()
        }

        fn call(&self, number: usize) -> u32 {
            let address = self.address(number) as *const ();
            // SAFETY: `new` wrote a function of this type there.
            let function: extern "C" fn() -> u32 = unsafe { std::mem::transmute(address) };
            function()
        }

        fn put(&self, address: usize, bytes: &[u8]) {
            let _open = self.open();
            // SAFETY: callers stay inside of this code, which is writable now, and nobody runs it.
            unsafe {
                std::ptr::copy_nonoverlapping(bytes.as_ptr(), address as *mut u8, bytes.len());
            }
        }
    }

    #[test]
    fn a_function_leads_to_another_and_then_to_a_third() {
        let code = Code::new();
        assert_eq!((code.call(1), code.call(2)), (1, 2));
        for target in [2, 3, 1] {
            // What leads elsewhere already is an entry as well.
            let entry = code.entry(0).unwrap();
            assert!(entry.lead(code.address(target), &code.open()));
            assert_eq!(code.call(0), u32::try_from(target).unwrap());
            assert_eq!((code.call(1), code.call(2), code.call(3)), (1, 2, 3));
        }
        // An entry that leads to one that leads on.
        assert!(code.entry(1).unwrap().lead(code.address(4), &code.open()));
        assert_eq!((code.call(0), code.call(1)), (4, 4));
    }

    #[test]
    fn a_function_runs_its_own_code_again_and_can_be_led_elsewhere_later() {
        let code = Code::new();
        for target in [2, 3] {
            let entry = code.entry(0).unwrap();
            assert!(!entry.leads());
            assert!(entry.lead(code.address(target), &code.open()) && entry.leads());
            assert_eq!(code.call(0), u32::try_from(target).unwrap());
            assert!(entry.restore(&code.open()));
            assert_eq!(code.call(0), 0);
        }
        // What never led elsewhere stays as it is; so does what is not open.
        assert!(code.entry(1).unwrap().restore(&code.open()));
        assert_eq!(code.call(1), 1);
        assert!(!code.entry(1).unwrap().restore(&Code::new().open()));
    }

    #[test]
    fn what_is_not_an_entry_is_left_alone() {
        let code = Code::new();
        let at = |address| Entry::at(address, &code.0);
        let address = code.address(1);
        assert_eq!(at(address), Some(Entry(address)));
        for misplaced in [address - 2, address + 1, address + 2, address + 8] {
            assert_eq!(at(misplaced), None);
        }
        // Outside of the code, or with room outside of it.
        assert_eq!(at(0), None);
        assert_eq!(at(code.0.start), None);
        assert_eq!(Entry::at(address, &(address - ROOM + 8..code.0.end)), None);
        assert_eq!(Entry::at(address, &(code.0.start..address + 1)), None);

        // Another first instruction, and room that is in use.
        code.put(address, &[0x31, 0xc0]);
        assert_eq!(at(address), None);
        for used in 0..ROOM {
            let address = code.address(2 + used);
            code.put(address - ROOM + used, &[0xc3]);
            assert_eq!(at(address), None);
        }
        // A jump that someone else has put there.
        let address = code.address(20);
        code.put(address, &SHORT_JUMP.to_le_bytes());
        assert_eq!(at(address), None);
    }

    #[test]
    fn only_open_code_is_written_to() {
        let code = Code::new();
        let other = Code::new();
        assert!(!code.entry(0).unwrap().lead(code.address(1), &other.open()));
        assert_eq!(code.call(0), 0);
        // No memory is ever mapped there.
        assert!(Open::new(&(1 << 60..(1 << 60) + SIZE)).is_err());
    }

    #[test]
    fn threads_that_call_a_function_while_it_is_redirected_get_an_old_or_a_new_one() {
        const TIMES: usize = 10_000;
        let code = Code::new();
        let (over, calls) = (AtomicBool::new(false), AtomicUsize::new(0));
        let entry = code.entry(0).unwrap();
        thread::scope(|scope| {
            for _ in 0..64 {
                scope.spawn(|| {
                    while !over.load(Ordering::Relaxed) {
                        for _ in 0..100 {
                            let value = code.call(0);
                            assert!(value < 4, "{value}");
                        }
                        calls.fetch_add(100, Ordering::Relaxed);
                        thread::yield_now();
                    }
                });
            }
            while calls.load(Ordering::Relaxed) == 0 {
                thread::yield_now();
            }
            for round in 0..TIMES / 100 {
                // As often, the pages change what they allow.
                let open = code.open();
                for time in 0..100 {
                    assert!(entry.lead(code.address(1 + (round + time) % 3), &open));
                    assert!(time % 7 != 0 || entry.restore(&open));
                }
                thread::yield_now();
            }
            assert!(entry.lead(code.address(3), &code.open()));
            over.store(true, Ordering::Relaxed);
        });
        assert_eq!(code.call(0), 3);
        assert!(calls.load(Ordering::Relaxed) > 0);
    }
}
