//! The tables of a loaded object that its dynamic section names: symbols, relocations, hash tables.
//!
//! One of the few files that hold `unsafe`: it follows the pointers of ELF tables. They are trusted: the dynamic loader
//! itself followed the very same entries when it loaded the object.
#![allow(unsafe_code)]

use std::ffi::c_char;

/// An entry of the dynamic section.
#[repr(C)]
struct Dynamic {
    tag: usize,
    value: usize,
}

/// An entry of a relocation table; type and symbol are the halves of one little-endian word.
#[repr(C)]
pub(crate) struct Relocation {
    pub(crate) offset: usize,
    pub(crate) kind: u32,
    pub(crate) symbol: u32,
    pub(crate) addend: usize,
}

#[repr(C)]
pub(crate) struct Symbol {
    pub(crate) name: u32,
    pub(crate) info: u8,
    pub(crate) other: u8,
    pub(crate) section: u16,
    pub(crate) value: usize,
    pub(crate) size: usize,
}

impl Symbol {
    /// A function, a static, or something without a type (never a thread-local), global or weak, with default or
    /// protected visibility, and with a place in the object.
    pub(crate) fn is_offered(&self) -> bool {
        let (binding, kind, visibility) = (self.info >> 4, self.info & 15, self.other & 3);
        let placed = self.section != 0 && self.section < 0xff00;
        placed && matches!(binding, 1 | 2) && kind <= 2 && matches!(visibility, 0 | 3)
    }
}

/// What the dynamic section of an object says.
pub(crate) struct Tables {
    pub(crate) symbols: *const Symbol,
    pub(crate) names: *const c_char,
    /// Start and number of entries, of data and of calls.
    pub(crate) relocations: [(*const Relocation, usize); 2],
    pub(crate) hash: *const u32,
    pub(crate) gnu_hash: *const u32,
    pub(crate) has_constructors: bool,
}

impl Tables {
    /// # Safety
    ///
    /// `dynamic` is the address of the dynamic section of a loaded object with this bias.
    pub(crate) unsafe fn read(bias: usize, dynamic: usize) -> Option<Self> {
        // Indexed by tag: the ones of interest are below 37.
        let mut values = [0_usize; 37];
        let (mut gnu_hash, mut relative) = (0, 0);
        let mut entry = dynamic as *const Dynamic;
        loop {
            // SAFETY: the section ends with an entry whose tag is 0.
            let Dynamic { tag, value } = unsafe { &*entry };
            match *tag {
                0 => break,
                0x6fff_fef5 => gnu_hash = *value,
                0x6fff_fff9 => relative = *value,
                tag => values.get_mut(tag).into_iter().for_each(|slot| *slot = *value),
            }
            // SAFETY: the entry was not the last one.
            entry = unsafe { entry.add(1) };
        }
        // glibc has added the bias to pointers already, musl (and for some objects glibc) has not.
        let at = |value: usize| if value < bias { value.wrapping_add(bias) } else { value };
        let [hash, names, symbols, data, data_size] =
            [values[4], values[5], values[6], values[7], values[8]];
        let [calls_size, calls] = [values[2], values[23]];
        if names == 0 || symbols == 0 {
            return None;
        }
        // The first `relative` entries of the data table name no symbol; a large program has hundreds of thousands.
        let entry = size_of::<Relocation>();
        let count = (data_size / entry).saturating_sub(relative);
        Some(Self {
            symbols: at(symbols) as *const Symbol,
            names: at(names) as *const c_char,
            relocations: [
                ((at(data) + relative * entry) as *const Relocation, count),
                (at(calls) as *const Relocation, calls_size / entry),
            ],
            hash: if hash == 0 { 0 } else { at(hash) } as *const u32,
            gnu_hash: if gnu_hash == 0 { 0 } else { at(gnu_hash) } as *const u32,
            // DT_INIT and DT_INIT_ARRAYSZ.
            has_constructors: values[12] != 0 || values[27] != 0,
        })
    }

    /// The number of symbols, which only the hash tables know.
    pub(crate) fn symbol_count(&self) -> usize {
        if !self.hash.is_null() {
            // SAFETY: the table starts with the number of buckets, then that of symbols.
            return unsafe { *self.hash.add(1) as usize };
        }
        if self.gnu_hash.is_null() {
            return 0;
        }
        // SAFETY: the table is four words, then `filter` double words, the buckets, and one word for each symbol from
        // the `first` one on; the last symbol of a bucket has an odd word.
        unsafe {
            let word = |index: usize| *self.gnu_hash.add(index) as usize;
            let (buckets, first, filter) = (word(0), word(1), word(2));
            let start = 4 + 2 * filter;
            let last = (0..buckets).map(|bucket| word(start + bucket)).max().unwrap_or(0);
            if last < first {
                return first;
            }
            let chain = start + buckets;
            let mut end = last;
            while word(chain + end - first) & 1 == 0 {
                end += 1;
            }
            end + 1
        }
    }
}
