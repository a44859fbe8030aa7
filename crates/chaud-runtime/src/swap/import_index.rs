//! The objects of patches that went live. They stay loaded, so what each of them imports is noted once: a reload looks
//! only at the uses of what it defines, and the thousandth takes no longer than the first.

use std::collections::HashSet;
use std::ffi::CStr;

use super::definitions::hash;
use super::imports::is_replaceable;
use super::object::{Import, Object};

/// All of them, and where which name is used.
pub(crate) struct Patches {
    objects: Vec<Object>,
    /// The addresses of their dynamic sections.
    known: HashSet<usize>,
    uses: Uses,
}

impl Patches {
    pub(crate) fn new() -> Self {
        Self { objects: Vec::new(), known: HashSet::new(), uses: Uses::new() }
    }

    /// Whether an object is one of them, by the address of its dynamic section.
    pub(crate) fn has(&self, dynamic: usize) -> bool {
        self.known.contains(&dynamic)
    }

    pub(crate) fn objects(&self) -> &[Object] {
        &self.objects
    }

    /// Adds an object that has gone live and will never be unloaded.
    pub(crate) fn add(&mut self, object: Object) {
        let (number, uses) = (self.objects.len(), &mut self.uses);
        object.for_each_import(|import| {
            if is_replaceable(import.name) {
                uses.add(hash(import.name.to_bytes()), number, import.place);
            }
        });
        self.known.insert(object.dynamic);
        self.objects.push(object);
    }

    /// Calls `visit` for each import of `name`, with its object.
    pub(crate) fn for_each_use<'a>(
        &'a self,
        name: &CStr,
        mut visit: impl FnMut(&'a Object, &Import<'_>),
    ) {
        self.uses.for_each(hash(name.to_bytes()), |number, place| {
            let object = &self.objects[number];
            // Other names may have the same hash.
            let import = object.import(place).filter(|import| import.name == name);
            if let Some(import) = import {
                visit(object, &import);
            }
        });
    }
}

/// Finds the uses of a name by its hash.
struct Uses {
    /// 1 + the index of the use that was added last, or 0. A power of two.
    buckets: Vec<u32>,
    all: Vec<Use>,
}

struct Use {
    hash: u64,
    number: u32,
    place: u32,
    /// Like the numbers in `buckets`: the one before it in the same bucket.
    next: u32,
}

impl Uses {
    fn new() -> Self {
        Self { buckets: vec![0; 1024], all: Vec::new() }
    }

    fn add(&mut self, hash: u64, number: usize, place: u32) {
        // More objects, or uses, would not fit into memory.
        let Ok(number) = u32::try_from(number) else { return };
        self.all.push(Use { hash, number, place, next: 0 });
        if self.all.len() > self.buckets.len() {
            self.buckets = vec![0; self.buckets.len() * 4];
            for index in 0..self.all.len() {
                self.link(index);
            }
        } else {
            self.link(self.all.len() - 1);
        }
    }

    fn link(&mut self, index: usize) {
        let added = &mut self.all[index];
        let bucket = bucket(added.hash, self.buckets.len());
        added.next = self.buckets[bucket];
        self.buckets[bucket] = u32::try_from(index + 1).unwrap_or(0);
    }

    fn for_each(&self, hash: u64, mut visit: impl FnMut(usize, u32)) {
        let mut next = self.buckets[bucket(hash, self.buckets.len())];
        while next != 0 {
            let found = &self.all[next as usize - 1];
            if found.hash == hash {
                visit(found.number as usize, found.place);
            }
            next = found.next;
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "only some bits of a hash are used")]
fn bucket(hash: u64, count: usize) -> usize {
    hash as usize & (count - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_use_is_found_by_its_hash() {
        let mut uses = Uses::new();
        let hash_of = |index: u32| u64::from(index % 1500).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        for index in 0..6000 {
            uses.add(hash_of(index), index as usize / 100, index);
        }
        for index in 0..1500 {
            let mut found = Vec::new();
            uses.for_each(hash_of(index), |number, place| found.push((number, place)));
            found.sort_unstable();
            let expected = [0, 1500, 3000, 4500].map(|more| index + more);
            assert_eq!(found, expected.map(|place| (place as usize / 100, place)));
        }
        uses.for_each(1, |_, _| panic!("nothing has that hash"));
    }
}
