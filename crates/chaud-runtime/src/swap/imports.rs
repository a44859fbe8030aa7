//! Re-pointing: which import slots get which address when a patch goes live. Planned as a whole, then written.

use std::ffi::CStr;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::definitions::{Definitions, Newest};
use super::object::{Import, Object};
use super::system;

/// The writes that make every import reach the newest definition.
pub(crate) struct Plan<'a> {
    writes: Vec<(&'a AtomicUsize, usize)>,
    /// Slots in memory that is read-only by now: their number, and one object that has some.
    pub(crate) out_of_reach: Option<(usize, &'a CStr)>,
}

impl<'a> Plan<'a> {
    pub(crate) fn new() -> Self {
        Self { writes: Vec::new(), out_of_reach: None }
    }

    /// Plans for all imports of an object; `age` is the patch with which it last went live (0: with the program),
    /// `is_new` tells whether it was loaded just now.
    pub(crate) fn add_all(
        &mut self,
        object: &'a Object,
        age: u32,
        is_new: bool,
        definitions: &Definitions,
    ) {
        object.for_each_import(|import| {
            if !is_new || !import.defined_here {
                self.add(object, age, &import, definitions);
            }
        });
    }

    /// Plans for one import.
    pub(crate) fn add(
        &mut self,
        object: &'a Object,
        age: u32,
        import: &Import<'_>,
        definitions: &Definitions,
    ) {
        let Some(newest) = definitions.newest(import.name) else { return };
        if !newest.suits(age) {
            return;
        }
        let Some(slot) = object.slot(import) else {
            let count = self.out_of_reach.map_or(0, |(count, _)| count);
            self.out_of_reach = Some((count + 1, &object.name));
            return;
        };
        let current = slot.load(Ordering::Acquire);
        if let Some(address) = target(import, newest, current, original) {
            self.writes.push((slot, address));
        }
    }

    /// Does it, and says how many slots got another address.
    pub(crate) fn write(&self) -> usize {
        for (slot, address) in &self.writes {
            slot.store(*address, Ordering::Release);
        }
        self.writes.len()
    }
}

/// What the slot of `import` shall hold, if not what it holds now.
///
/// A slot in data may be a static of the program, such as a callback that the program has set meanwhile: such a slot
/// changes only if it still holds some definition of the name it began with.
fn target(
    import: &Import<'_>,
    newest: Newest<'_>,
    current: usize,
    original: impl FnOnce(&CStr) -> Option<usize>,
) -> Option<usize> {
    let address = newest.address().wrapping_add(import.addend);
    if address == current {
        return None;
    }
    let held = current.wrapping_sub(import.addend);
    let ours = !import.in_data || newest.replaced(held) || original(import.name) == Some(held);
    ours.then_some(address)
}

/// The definition that the process began with.
fn original(name: &CStr) -> Option<usize> {
    system::find(name).map(|address| address.as_ptr() as usize)
}

/// Whether imports of `name` may reach the definition in a patch.
///
/// Not: chaud's own symbols (the slots must stay where they are), the program's entry, what the linker or the
/// compiler puts into every dylib, and the allocator: memory must go back to where it came from.
pub(crate) fn is_replaceable(name: &CStr) -> bool {
    const LINKER: [&[u8]; 16] = [
        b"_init",
        b"_fini",
        b"_start",
        b"_end",
        b"_edata",
        b"_etext",
        b"end",
        b"edata",
        b"etext",
        b"data_start",
        b"main",
        b"_DYNAMIC",
        b"_GLOBAL_OFFSET_TABLE_",
        b"_IO_stdin_used",
        b"rust_eh_personality",
        b"rust_metadata",
    ];
    let name = name.to_bytes();
    match name {
        // The symbols that rustc shares with std, such as `__rustc::__rust_alloc`: `_RNvCs<hash>_7___rustc…`.
        [b'_', b'R', b'N', b'v', b'C', b's', rest @ ..] => {
            let root = rest.iter().position(|byte| *byte == b'_').unwrap_or(0);
            !rest[root..].starts_with(b"_7___rustc")
        }
        [b'_', b'Z' | b'R', ..] => true,
        // `__start_…`, `__bss_start`, `__dso_handle`, `__rust_alloc` and the like: reserved for the implementation.
        [] | [b'_', b'_', ..] => false,
        _ => !name.starts_with(b"_CHAUD") && !LINKER.contains(&name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: usize = 0x1000;
    const FIRST: usize = 0x2000;
    const SECOND: usize = 0x3000;

    fn check(in_data: bool, addend: usize, current: usize, expected: Option<usize>) {
        let mut definitions = Definitions::new();
        definitions.define(c"leaf", FIRST, 1, false);
        definitions.define(c"leaf", SECOND, 2, false);
        let import =
            Import { place: 0, address: 0, name: c"leaf", addend, in_data, defined_here: false };
        let newest = definitions.newest(c"leaf").unwrap();
        assert_eq!(target(&import, newest, current, |_| Some(BASE)), expected, "{current:#x}");
    }

    #[test]
    fn the_offset_table_follows_the_newest_definition() {
        check(false, 0, BASE, Some(SECOND));
        check(false, 0, FIRST, Some(SECOND));
        check(false, 0, 0xbad, Some(SECOND));
        check(false, 0, SECOND, None);
    }

    #[test]
    fn data_follows_unless_the_program_has_changed_it() {
        check(true, 0, BASE, Some(SECOND));
        check(true, 0, FIRST, Some(SECOND));
        check(true, 0, 0xbad, None);
        check(true, 8, BASE + 8, Some(SECOND + 8));
        check(true, 8, BASE, None);
        check(true, 8, SECOND + 8, None);
    }

    #[test]
    fn only_the_programs_own_symbols_are_replaceable() {
        for name in [
            c"_ZN4leaf7version17h0123456789abcdefE",
            c"_RNvCs5x7Yh2_4leaf7version",
            c"_RINvNtC4leaf3one3twoE",
            c"exported_by_hand",
            c"ending",
        ] {
            assert!(is_replaceable(name), "{name:?}");
        }
        for name in [
            c"",
            c"main",
            c"_init",
            c"_end",
            c"__bss_start",
            c"__start_linkme_LIST",
            c"rust_eh_personality",
            c"__rust_alloc",
            c"_RNvCsjPfXQnCw0_7___rustc12___rust_alloc",
            c"_CHAUD::demo::STATE",
            c"_CHAUD_INIT::demo::STATE",
            c"_CHAUD_TYPE::demo::STATE",
        ] {
            assert!(!is_replaceable(name), "{name:?}");
        }
    }
}
