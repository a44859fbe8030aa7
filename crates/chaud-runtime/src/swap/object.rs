//! The loaded objects of the process: what they define, what they import, and the slots that hold the imports.
//!
//! One of the few files that hold `unsafe`: it follows the pointers of ELF tables, and hands out safe views of them.
//! The tables are trusted: the dynamic loader itself followed the very same entries when it loaded the object.
#![allow(unsafe_code)]
#![expect(clippy::cast_possible_truncation, reason = "this module is for 64-bit platforms")]

use std::ffi::{CStr, CString, c_int, c_void};
use std::ops::Range;
use std::slice;
use std::sync::atomic::AtomicUsize;

use super::libc;
use super::platform::PLATFORM;
use super::segments::Segments;
use super::system::Library;
use super::tables::Tables;
use super::thread_locals;

/// One loaded object, kept loaded while this value lives.
pub(crate) struct Object {
    /// Its path; empty for the executable.
    pub(crate) name: CString,
    /// The address of its dynamic section: tells it from all others.
    pub(crate) dynamic: usize,
    segments: Segments,
    tables: Tables,
    _held: Option<Library>,
}

/// One use of a symbol by an object: the slot that holds the symbol's address.
pub(crate) struct Import<'a> {
    /// Tells it from the other imports of its object.
    pub(crate) place: u32,
    /// Where the slot is.
    pub(crate) address: usize,
    pub(crate) name: &'a CStr,
    /// What is added to the symbol's address.
    pub(crate) addend: usize,
    /// The slot lies in data, where the program may have put another value since; else in the global offset table.
    pub(crate) in_data: bool,
    /// The object has a definition of its own of the symbol.
    pub(crate) defined_here: bool,
}

impl Object {
    /// Calls `visit` for each import.
    pub(crate) fn for_each_import(&self, mut visit: impl FnMut(Import<'_>)) {
        for (table, (_, count)) in self.tables.relocations.iter().enumerate() {
            for index in 0..*count {
                if let Some(import) = self.import((index << 1 | table) as u32) {
                    visit(import);
                }
            }
        }
    }

    /// The import at a place: twice its index in a table, plus the index of that.
    pub(crate) fn import(&self, place: u32) -> Option<Import<'_>> {
        let Tables { symbols, names, relocations, .. } = self.tables;
        let (index, (start, count)) = (place as usize >> 1, relocations[place as usize & 1]);
        if index >= count {
            return None;
        }
        // SAFETY: `index` is within the table, whose place and size the object's dynamic section tells.
        let relocation = unsafe { &*start.add(index) };
        let kind = relocation.kind;
        let in_data = kind == PLATFORM.data;
        if !in_data && kind != PLATFORM.got[0] && kind != PLATFORM.got[1] {
            return None;
        }
        // SAFETY: the loader looked up this symbol, and its name, for this relocation.
        let (symbol, name) = unsafe {
            let symbol = &*symbols.add(relocation.symbol as usize);
            (symbol, CStr::from_ptr(names.add(symbol.name as usize)))
        };
        Some(Import {
            place,
            address: self.segments.bias.wrapping_add(relocation.offset),
            name,
            addend: relocation.addend,
            in_data,
            defined_here: symbol.section != 0,
        })
    }

    /// The slot of an import of this object, unless it lies in memory that is read-only by now.
    pub(crate) fn slot(&self, import: &Import<'_>) -> Option<&AtomicUsize> {
        self.word(import.address)
    }

    /// The word at an address in memory, unless that is not for writing.
    pub(crate) fn word(&self, address: usize) -> Option<&AtomicUsize> {
        let aligned = address.is_multiple_of(align_of::<AtomicUsize>());
        let writable = self.segments.is_writable(address);
        // SAFETY: the address is aligned and inside a writable segment of this object, which `self` keeps loaded.
        // Compiled code reads such words with single loads, so an atomic access is a fitting one.
        (aligned && writable).then(|| unsafe { &*(address as *const AtomicUsize) })
    }

    /// Where an address in its file is in memory.
    pub(crate) fn address(&self, in_file: usize) -> usize {
        self.segments.bias.wrapping_add(in_file)
    }

    /// The code around an address in memory, kept mapped while `self` lives; a patch and the base stay for ever.
    pub(crate) fn code_at(&self, address: usize) -> Option<&Range<usize>> {
        self.segments.code_at(address)
    }

    /// Where its thread-locals are, as far as that can be said at all.
    pub(crate) fn thread_base(&self) -> Option<usize> {
        self.segments.thread_base
    }

    /// Where the two words are by which its code asks for one of its own thread-locals.
    #[cfg(target_arch = "aarch64")]
    pub(crate) fn thread_descriptor(&self, distance: usize) -> Option<usize> {
        let Tables { symbols, relocations, .. } = self.tables;
        relocations.iter().find_map(|(start, count)| {
            (0..*count).find_map(|index| {
                // SAFETY: `index` is within the table, whose place and size the object's dynamic section tells.
                let relocation = unsafe { &*start.add(index) };
                if relocation.kind != PLATFORM.thread {
                    return None;
                }
                // SAFETY: the loader looked at this symbol for this relocation; the first one of all is none, and 0.
                let symbol = unsafe { &*symbols.add(relocation.symbol as usize) };
                let is_own = relocation.symbol == 0 || symbol.section != 0;
                let found = is_own && symbol.value.wrapping_add(relocation.addend) == distance;
                found.then(|| self.segments.bias.wrapping_add(relocation.offset))
            })
        })
    }

    /// How many symbols it has: at least as many as definitions.
    pub(crate) fn symbol_count(&self) -> usize {
        self.tables.symbol_count()
    }

    /// Calls `visit` with name and address of each function or static that this object offers to others.
    pub(crate) fn for_each_definition<'a>(&'a self, mut visit: impl FnMut(&'a CStr, usize)) {
        let Tables { symbols, names, .. } = self.tables;
        for index in 1..self.symbol_count() {
            // SAFETY: `index` is below the number of symbols that the object's hash table tells.
            let symbol = unsafe { &*symbols.add(index) };
            if symbol.is_offered() {
                // SAFETY: names of symbols are C strings in the object's string table.
                let name = unsafe { CStr::from_ptr(names.add(symbol.name as usize)) };
                visit(name, self.segments.bias.wrapping_add(symbol.value));
            }
        }
    }

    /// Whether code of it ran when it was loaded.
    pub(crate) fn has_constructors(&self) -> bool {
        self.tables.has_constructors
    }

    /// Calls the functions by which a patch announces its hot functions and persisted statics; see [`crate::stage`].
    pub(crate) fn announce_items(&self) {
        const PREFIX: &[u8] = b"_CHAUD_STAGE::";
        let Tables { symbols, names, .. } = self.tables;
        for index in 1..self.symbol_count() {
            // SAFETY: `index` is below the number of symbols that the object's hash table tells, and their names are C
            // strings: the first byte that differs, at the latest the NUL, is the last one that is read.
            let (symbol, is_ours) = unsafe {
                let symbol = &*symbols.add(index);
                let name = names.add(symbol.name as usize).cast::<u8>();
                (symbol, (0..PREFIX.len()).all(|at| *name.add(at) == PREFIX[at]))
            };
            if is_ours && symbol.is_offered() {
                let address = self.segments.bias.wrapping_add(symbol.value) as *const ();
                // SAFETY: symbols of this prefix are made by chaud's macros alone, each a function of this type.
                let announce: extern "C" fn() = unsafe { std::mem::transmute(address) };
                announce();
            }
        }
    }
}

/// All loaded objects that have something to import, the executable first; without those that are known, by the
/// addresses of their dynamic sections.
pub(crate) fn loaded(is_known: impl Fn(usize) -> bool) -> Vec<Object> {
    let mut finding = Finding { is_known: &is_known, found: Vec::with_capacity(64) };
    // SAFETY: `collect` has the wanted signature, and the data it gets is what it expects.
    unsafe { libc::dl_iterate_phdr(Some(collect), (&raw mut finding).cast()) };
    let mut objects = Vec::with_capacity(finding.found.len());
    for (index, (name, segments)) in finding.found.into_iter().enumerate() {
        let Some(dynamic) = segments.dynamic else { continue };
        // Another thread may unload a library any time: what is read must be held. The executable stays anyway.
        let held = if index == 0 { None } else { Library::hold(&name) };
        let same = held.as_ref().is_some_and(|library| library.dynamic() == Some(dynamic));
        if index != 0 && !same {
            continue;
        }
        // SAFETY: the object is loaded and held, and `dynamic` is the address of its dynamic section.
        if let Some(tables) = unsafe { Tables::read(segments.bias, dynamic) } {
            objects.push(Object { name, dynamic, segments, tables, _held: held });
        }
    }
    objects
}

/// What [`collect`] needs, and what it has found.
struct Finding<'a> {
    is_known: &'a dyn Fn(usize) -> bool,
    found: Vec<(CString, Segments)>,
}

unsafe extern "C" fn collect(
    info: *mut libc::dl_phdr_info,
    size: usize,
    finding: *mut c_void,
) -> c_int {
    // SAFETY: the loader passes a valid description; the data is what `loaded` passed.
    let (info, finding) = unsafe { (&*info, &mut *finding.cast::<Finding<'_>>()) };
    // SAFETY: the loader's description holds a C string, or nothing, and an array of program headers with its length.
    let (name, headers) = unsafe {
        let name = if info.dlpi_name.is_null() { c"" } else { CStr::from_ptr(info.dlpi_name) };
        (name, slice::from_raw_parts(info.dlpi_phdr, usize::from(info.dlpi_phnum)))
    };
    let bias = info.dlpi_addr as usize;
    if !Segments::dynamic_of(bias, headers).is_some_and(finding.is_known) {
        // Numbers start at 1.
        let known = size >= size_of::<libc::dl_phdr_info>() && info.dlpi_tls_modid != 0;
        let mut segments = Segments::of(bias, headers);
        segments.thread_base = known.then(|| thread_locals::base(info, name)).flatten();
        finding.found.push((name.to_owned(), segments));
    }
    0
}
