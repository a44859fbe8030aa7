//! Entries of code that is written here, called while they change.

use std::sync::atomic::AtomicBool;
use std::thread;

use super::super::libc;
use super::*;

const SIZE: usize = 4096;

/// How far functions are apart: on Arm, the room of every other one is aligned in another way.
const APART: usize = if cfg!(target_arch = "aarch64") { 36 } else { 32 };

/// What comes after a function's first instruction: it returns a number.
fn body(number: u8) -> Vec<u8> {
    if cfg!(target_arch = "aarch64") {
        // mov w0, <number>; ret
        [0x5280_0000 | u32::from(number) << 5, 0xd65f_03c0].map(u32::to_le_bytes).concat()
    } else {
        // mov eax, <number>; ret
        vec![0xb8, number, 0, 0, 0, 0xc3]
    }
}

/// Code of functions, each of which returns its own number.
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
        for (number, function) in (0..).zip(bytes.chunks_exact_mut(APART)) {
            let code = [&UNTOUCHED[..], &NOP.to_le_bytes(), &body(number)].concat();
            function[..code.len()].copy_from_slice(&code);
        }
        let code = page as usize..page as usize + SIZE;
        processors::publish(&code);
        let code = Self(code);
        // What is opened is no longer to be written to once it is closed.
        drop(code.open());
        code
    }

    fn address(&self, number: usize) -> usize {
        self.0.start + number * APART + ROOM
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

    /// Leads one function to another.
    fn lead(&self, from: usize, to: usize, open: &Open) -> bool {
        let entry = self.entry(from).unwrap();
        entry.aim(self.address(to), open) && processors::synchronise() && entry.lead(open)
    }

    fn put(&self, address: usize, bytes: &[u8]) {
        let _open = self.open();
        // SAFETY: callers stay inside of this code, which is writable now, and nobody runs it.
        unsafe {
            std::ptr::copy_nonoverlapping(bytes.as_ptr(), address as *mut u8, bytes.len());
        }
        processors::publish(&(address..address + bytes.len()));
    }
}

#[test]
fn a_function_leads_to_another_and_then_to_a_third() {
    let code = Code::new();
    assert_eq!((code.call(1), code.call(2)), (1, 2));
    for target in [2, 3, 1] {
        // What leads elsewhere already is an entry as well.
        assert!(code.lead(0, target, &code.open()));
        assert_eq!(code.call(0), u32::try_from(target).unwrap());
        assert_eq!((code.call(1), code.call(2), code.call(3)), (1, 2, 3));
    }
    // An entry that leads to one that leads on.
    assert!(code.lead(1, 4, &code.open()));
    assert_eq!((code.call(0), code.call(1)), (4, 4));
}

#[test]
fn a_function_runs_its_own_code_again_and_can_be_led_elsewhere_later() {
    let code = Code::new();
    for target in [2, 3] {
        let entry = code.entry(0).unwrap();
        assert!(!entry.leads());
        assert!(code.lead(0, target, &code.open()) && entry.leads());
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
    assert_eq!(at(address).map(|entry| entry.start), Some(address));
    for misplaced in [address - 2, address + 1, address + 2, address + 8] {
        assert_eq!(at(misplaced), None);
    }
    // Outside of the code, or with room outside of it.
    assert_eq!(at(0), None);
    assert_eq!(at(code.0.start), None);
    assert_eq!(Entry::at(address, &(address - ROOM + 8..code.0.end)), None);
    assert_eq!(Entry::at(address, &(code.0.start..address + 1)), None);

    // Another first instruction, and room that is in use.
    code.put(address, &(!NOP).to_le_bytes());
    assert_eq!(at(address), None);
    for used in 0..ROOM {
        let address = code.address(2 + used);
        code.put(address - ROOM + used, &[0xc3]);
        assert_eq!(at(address), None);
    }
    // A jump that someone else has put there.
    let address = code.address(40);
    code.put(address, &BACK.to_le_bytes());
    assert_eq!(at(address), None);
}

#[test]
fn what_is_only_aimed_runs_its_own_code() {
    let code = Code::new();
    for (from, to) in [(0, 2), (1, 3)] {
        let (entry, open) = (code.entry(from).unwrap(), code.open());
        assert!(entry.aim(code.address(to), &open) && !entry.leads());
        assert_eq!(code.call(from), u32::try_from(from).unwrap());
        // It is an entry all the same.
        assert_eq!(code.entry(from), Some(entry));
        assert!(processors::synchronise() && entry.lead(&open));
        assert_eq!(code.call(from), u32::try_from(to).unwrap());
    }
}

#[test]
fn only_open_code_is_written_to() {
    let code = Code::new();
    let other = Code::new();
    assert!(!code.lead(0, 1, &other.open()));
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
                assert!(code.lead(0, 1 + (round + time) % 3, &open));
                assert!(time % 7 != 0 || entry.restore(&open));
            }
            thread::yield_now();
        }
        assert!(code.lead(0, 3, &code.open()));
        over.store(true, Ordering::Relaxed);
    });
    assert_eq!(code.call(0), 3);
    assert!(calls.load(Ordering::Relaxed) > 0);
}
