//! What belongs together in two loaded files, by address: as the messages have it.

use std::fmt;

use super::field::Field;
use super::{Fields, Malformed};

/// Functions of one loaded file that shall lead to those of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Redirect {
    /// The paths of the two.
    pub(crate) image: String,
    pub(crate) dylib: String,
    /// Addresses within them, in hexadecimal digits joined by a colon.
    pub(crate) pairs: Vec<(usize, usize)>,
}

/// Words of a dylib that shall tell where statics of another loaded file are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Binding {
    pub(crate) storage: Storage,
    /// The paths of the two.
    pub(crate) dylib: String,
    pub(crate) image: String,
    /// Where the words are, and what they shall tell.
    pub(crate) pairs: Vec<(usize, usize)>,
}

/// Where a static lives, and so what tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Storage {
    /// In memory that all threads share: one word, its address.
    Static,
    /// In memory of each thread: two words, the module that it belongs to and its distance from the start of that.
    Thread,
}

const STORAGES: [(Storage, &str); 2] = [(Storage::Static, "static"), (Storage::Thread, "thread")];

impl Fields<'_> {
    pub(super) fn redirect(&mut self) -> Result<Redirect, Malformed> {
        Ok(Redirect {
            image: self.text("image")?,
            dylib: self.text("dylib")?,
            pairs: self.pairs()?,
        })
    }

    pub(super) fn binding(&mut self) -> Result<Binding, Malformed> {
        Ok(Binding {
            storage: self.storage()?,
            dylib: self.text("dylib")?,
            image: self.text("image")?,
            pairs: self.pairs()?,
        })
    }

    fn storage(&mut self) -> Result<Storage, Malformed> {
        let field = self.rest.next();
        let known = STORAGES.iter().find(|(_, word)| Some(*word) == field);
        known.map(|(storage, _)| *storage).ok_or_else(|| self.malformed("storage", field))
    }

    fn pairs(&mut self) -> Result<Vec<(usize, usize)>, Malformed> {
        let pair = |field: &str| {
            let (from, to) = field.split_once(':')?;
            let number = |digits| usize::from_str_radix(digits, 16).ok();
            Some((number(from)?, number(to)?))
        };
        let mut all = Vec::new();
        while let Some(field) = self.rest.next() {
            all.push(pair(field).ok_or_else(|| self.malformed("two addresses", Some(field)))?);
        }
        Ok(all)
    }
}

impl fmt::Display for Redirect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\t{}", Field(&self.image), Field(&self.dylib))?;
        write_pairs(f, &self.pairs)
    }
}

impl fmt::Display for Binding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { storage, dylib, image, pairs } = self;
        let word = STORAGES.iter().find(|(known, _)| known == storage).map_or("", |(_, word)| word);
        write!(f, "{word}\t{}\t{}", Field(dylib), Field(image))?;
        write_pairs(f, pairs)
    }
}

fn write_pairs(f: &mut fmt::Formatter<'_>, pairs: &[(usize, usize)]) -> fmt::Result {
    pairs.iter().try_for_each(|(from, to)| write!(f, "\t{from:x}:{to:x}"))
}
