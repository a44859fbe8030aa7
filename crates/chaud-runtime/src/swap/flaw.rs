//! Looks at a file that is to be loaded, by way of its descriptor: whether it may be.

use std::fs::{File, Metadata};
use std::io;
use std::os::unix::fs::{FileExt, MetadataExt};

use super::{elf, system};
use crate::checksum::Checksum;
use crate::protocol::Reason;

/// Why a file may not be loaded.
pub(super) fn flaw(file: &File, metadata: &Metadata, sum: Option<u64>) -> Option<(Reason, String)> {
    let path = |what: &str| Some((Reason::Path, what.to_owned()));
    if !metadata.is_file() {
        return path("not a regular file");
    }
    if metadata.uid() != system::uid() {
        return path("owned by another user");
    }
    examine(file, metadata.len(), sum).err()
}

/// Whether a file of `length` bytes is a whole dylib, with this checksum.
fn examine(file: &File, length: u64, sum: Option<u64>) -> Result<(), (Reason, String)> {
    let unread = |error| (Reason::Load, format!("cannot read it: {error}"));
    let mut part = [0; PART];
    let mut filled = fill(file, &mut part, 0).map_err(unread)?;
    if let Some(sum) = sum {
        let mut found = Checksum::new();
        let mut length = 0;
        while filled > 0 {
            found.add(&part[..filled]);
            length += filled as u64;
            filled = fill(file, &mut part, length).map_err(unread)?;
        }
        if found.of(length) != sum {
            let what = "its bytes are not those that were checked";
            return Err((Reason::Damaged, what.to_owned()));
        }
        filled = fill(file, &mut part, 0).map_err(unread)?;
    }
    let beginning = &part[..filled.min(elf::BEGINNING)];
    elf::check(beginning, length).map_err(|what| (Reason::Load, what.to_owned()))
}

/// So much is read at once: more than [`elf::BEGINNING`], and whole steps of the checksum.
const PART: usize = 1 << 14;

fn fill(file: &File, part: &mut [u8], offset: u64) -> io::Result<usize> {
    let mut filled = 0;
    while filled < part.len() {
        match file.read_at(&mut part[filled..], offset + filled as u64) {
            Ok(0) => break,
            Ok(more) => filled += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}
