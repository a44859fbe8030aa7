//! The newest definition of every symbol that a patch of this session has defined.
//!
//! A hash table of its own: users compile this crate without optimisation, where the generic one of the standard
//! library takes several times as long, and every import of the program is looked up after every edit.

use std::ffi::CStr;

/// All definitions of the session, the newest of each name within reach of one look-up.
pub(crate) struct Definitions {
    /// By hash: 1 + the index of the newest definition of one name, or 0. A power of two, at most half full.
    buckets: Vec<u32>,
    all: Vec<Definition>,
    /// The names, one after the other.
    text: Vec<u8>,
}

struct Definition {
    hash: u64,
    /// Where its name is in `text`.
    start: usize,
    end: usize,
    address: usize,
    patch: u32,
    /// Code that was loaded before this patch keeps what it has: the types that it was compiled for may differ.
    foreign_before: u32,
    /// Like the numbers in `buckets`: the definition of the same name that this one replaced.
    previous: u32,
}

/// A name's newest definition.
#[derive(Clone, Copy)]
pub(crate) struct Newest<'a> {
    among: &'a Definitions,
    definition: &'a Definition,
}

impl Definitions {
    pub(crate) fn new() -> Self {
        Self { buckets: vec![0; 1024], all: Vec::new(), text: Vec::new() }
    }

    /// Makes room for `more` definitions.
    pub(crate) fn reserve(&mut self, more: usize) {
        self.all.reserve(more);
        let size = ((self.all.len() + more) * 2).next_power_of_two();
        if size > self.buckets.len() {
            self.grow(size);
        }
    }

    /// Notes that `patch` defines `name`. Within one patch the first definition counts, as for the dynamic loader:
    /// `false` for others.
    ///
    /// What was loaded earlier must not use it, nor any later one, if `foreign`.
    pub(crate) fn define(
        &mut self,
        name: &CStr,
        address: usize,
        patch: u32,
        foreign: bool,
    ) -> bool {
        let name = name.to_bytes();
        let hash = hash(name);
        let bucket = self.bucket(name, hash);
        let previous = self.buckets[bucket];
        let (start, end, before) = match self.definition(previous) {
            Some(replaced) if replaced.patch == patch => return false,
            Some(replaced) => (replaced.start, replaced.end, replaced.foreign_before),
            None => {
                let start = self.text.len();
                self.text.extend_from_slice(name);
                (start, self.text.len(), 0)
            }
        };
        let foreign_before = if foreign { patch } else { before };
        // Four thousand million definitions would not fit into memory.
        let Ok(number) = u32::try_from(self.all.len() + 1) else { return false };
        let definition = Definition { hash, start, end, address, patch, foreign_before, previous };
        self.all.push(definition);
        self.buckets[bucket] = number;
        if self.all.len() * 2 > self.buckets.len() {
            self.grow(self.buckets.len() * 4);
        }
        true
    }

    /// The newest definition of `name`.
    pub(crate) fn newest(&self, name: &CStr) -> Option<Newest<'_>> {
        let bytes = name.to_bytes();
        let number = self.buckets[self.bucket(bytes, hash(bytes))];
        let definition = self.definition(number)?;
        Some(Newest { among: self, definition })
    }

    fn definition(&self, number: u32) -> Option<&Definition> {
        if number == 0 { None } else { self.all.get(number as usize - 1) }
    }

    /// The bucket of `name`: the one that leads to it, or the empty one where it belongs.
    fn bucket(&self, name: &[u8], hash: u64) -> usize {
        // Slices, for without optimisation each index into a `Vec` is half a dozen calls.
        let (buckets, definitions) = (self.buckets.as_slice(), self.all.as_slice());
        let mask = buckets.len() - 1;
        let mut bucket = fold(hash) & mask;
        while buckets[bucket] != 0 {
            let definition = &definitions[buckets[bucket] as usize - 1];
            if definition.hash == hash && self.text[definition.start..definition.end] == *name {
                break;
            }
            bucket = (bucket + 1) & mask;
        }
        bucket
    }

    fn grow(&mut self, size: usize) {
        let mask = size - 1;
        let mut buckets = vec![0; size];
        let definitions = self.all.as_slice();
        for number in std::mem::take(&mut self.buckets) {
            if number != 0 {
                // Definitions are distinct here, so an empty bucket is all that is looked for.
                let mut bucket = fold(definitions[number as usize - 1].hash) & mask;
                while buckets[bucket] != 0 {
                    bucket = (bucket + 1) & mask;
                }
                buckets[bucket] = number;
            }
        }
        self.buckets = buckets;
    }
}

impl Newest<'_> {
    /// Where it is.
    pub(crate) fn address(self) -> usize {
        self.definition.address
    }

    /// Whether code that was loaded with `patch` (0: with the program) may use it.
    pub(crate) fn suits(self, patch: u32) -> bool {
        patch >= self.definition.foreign_before
    }

    /// Whether `address` is that of an earlier definition by a patch.
    pub(crate) fn replaced(self, address: usize) -> bool {
        let mut previous = self.definition.previous;
        while let Some(definition) = self.among.definition(previous) {
            if definition.address == address {
                return true;
            }
            previous = definition.previous;
        }
        false
    }
}

/// Takes eight bytes at a time, without a call: names are long, and without optimisation every call counts.
pub(crate) fn hash(name: &[u8]) -> u64 {
    let mut hash = name.len() as u64;
    let mut at = 0;
    while at + 8 <= name.len() {
        hash = mix(hash ^ word(name, at));
        at += 8;
    }
    if at > 0 {
        // What is left, with some bytes once more.
        return mix(hash ^ word(name, name.len() - 8));
    }
    while at < name.len() {
        hash = mix(hash ^ u64::from(name[at]));
        at += 1;
    }
    hash
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "inlined without optimisation as well")]
fn word(n: &[u8], at: usize) -> u64 {
    u64::from_le_bytes([
        n[at],
        n[at + 1],
        n[at + 2],
        n[at + 3],
        n[at + 4],
        n[at + 5],
        n[at + 6],
        n[at + 7],
    ])
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "inlined without optimisation as well")]
fn mix(hash: u64) -> u64 {
    let product = hash.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    product ^ (product >> 32)
}

#[expect(clippy::cast_possible_truncation, reason = "only some bits of a hash are used")]
fn fold(hash: u64) -> usize {
    hash as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ffi::CString;

    #[test]
    fn remembers_every_definition_and_finds_the_newest() {
        let mut definitions = Definitions::new();
        let name = |index: usize| CString::new(format!("_ZN4leaf4name{index}E")).unwrap();
        for index in 0..5000 {
            definitions.define(&name(index), 10 + index, 1, false);
        }
        definitions.define(&name(7), 99, 2, false);
        definitions.define(&name(7), 100, 3, false);
        for index in (0..5000).filter(|index| *index != 7) {
            assert_eq!(definitions.newest(&name(index)).unwrap().address(), 10 + index);
        }
        let seven = definitions.newest(&name(7)).unwrap();
        assert_eq!(seven.address(), 100);
        assert!(seven.replaced(99) && seven.replaced(17));
        assert!(!seven.replaced(100) && !seven.replaced(18));
        assert!(definitions.newest(&name(5000)).is_none());
        assert!(definitions.newest(c"").is_none());
    }

    #[test]
    fn the_first_definition_of_a_patch_counts() {
        let mut definitions = Definitions::new();
        definitions.define(c"f", 1, 1, false);
        definitions.define(c"f", 2, 1, false);
        assert_eq!(definitions.newest(c"f").unwrap().address(), 1);
    }

    #[test]
    fn what_was_foreign_once_is_foreign_for_ever() {
        let mut definitions = Definitions::new();
        let check = |definitions: &Definitions, expected: [bool; 4]| {
            let newest = definitions.newest(c"f").unwrap();
            assert_eq!([0, 1, 2, 3].map(|patch| newest.suits(patch)), expected);
        };
        definitions.define(c"f", 1, 1, false);
        check(&definitions, [true, true, true, true]);
        definitions.define(c"f", 2, 2, true);
        check(&definitions, [false, false, true, true]);
        definitions.define(c"f", 3, 3, false);
        check(&definitions, [false, false, true, true]);
    }

    #[test]
    fn names_that_differ_anywhere_differ_in_their_hash() {
        let base = b"_ZN4leaf7version17h0123456789abcdefE";
        for index in 0..base.len() {
            let mut other = *base;
            other[index] ^= 1;
            assert_ne!(hash(base), hash(&other), "byte {index}");
        }
    }
}
