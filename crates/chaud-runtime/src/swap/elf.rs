//! Is a file a whole dylib? The dynamic loader maps what the headers promise, and touching a page past the end of a
//! truncated file would kill the program. So the headers are compared with the file's length first.

use super::platform::PLATFORM;

const HEADER: usize = 64;
const PROGRAM_HEADER: usize = 56;
const SECTION_HEADER: u64 = 64;

/// How much of a file's beginning [`check`] wants to see.
pub(crate) const BEGINNING: usize = HEADER + 64 * PROGRAM_HEADER;

/// Checks that a file of `length` bytes that starts with `beginning` is a whole dylib for this platform.
pub(crate) fn check(beginning: &[u8], length: u64) -> Result<(), &'static str> {
    let file = Bytes(beginning);
    let truncated = || "the file is truncated";
    if file.at::<4>(0) != Some(*b"\x7fELF") {
        return Err("not an ELF file");
    }
    // 64 bits, little-endian, ET_DYN.
    let class = file.at::<2>(4).ok_or_else(truncated)?;
    let kind = file.u16(16).ok_or_else(truncated)?;
    let machine = file.u16(18).ok_or_else(truncated)?;
    if class != [2, 1] || machine != PLATFORM.machine {
        return Err("built for another platform");
    }
    if kind != 3 {
        return Err("not a dylib");
    }
    // The section headers come last: a file that holds all of them is hardly cut short.
    let sections = file.u64(40).zip(file.u16(60)).ok_or_else(truncated)?;
    let (sections, section_count) = (sections.0, u64::from(sections.1));
    if end(sections, section_count * SECTION_HEADER) > length {
        return Err(truncated());
    }
    let (first, count) = file.u64(32).zip(file.u16(56)).ok_or_else(truncated)?;
    let first = usize::try_from(first).map_err(|_| truncated())?;
    for index in 0..usize::from(count) {
        let header = first.saturating_add(index * PROGRAM_HEADER);
        let in_file = file.u64(header.saturating_add(8)).zip(file.u64(header.saturating_add(32)));
        let (offset, size) = in_file.ok_or_else(truncated)?;
        if end(offset, size) > length {
            return Err(truncated());
        }
    }
    Ok(())
}

fn end(offset: u64, size: u64) -> u64 {
    offset.saturating_add(size)
}

struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn at<const N: usize>(&self, offset: usize) -> Option<[u8; N]> {
        self.0.get(offset..offset.checked_add(N)?)?.try_into().ok()
    }

    fn u16(&self, offset: usize) -> Option<u16> {
        self.at(offset).map(u16::from_le_bytes)
    }

    fn u64(&self, offset: usize) -> Option<u64> {
        self.at(offset).map(u64::from_le_bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A dylib of 200 bytes: header, one program header for bytes 0 to 150, no sections.
    fn dylib() -> Vec<u8> {
        let mut bytes = vec![0; 200];
        bytes[..6].copy_from_slice(b"\x7fELF\x02\x01");
        bytes[16] = 3;
        bytes[18..20].copy_from_slice(&PLATFORM.machine.to_le_bytes());
        bytes[32] = 64;
        bytes[56] = 1;
        bytes[64 + 32] = 150;
        bytes
    }

    #[test]
    fn accepts_only_a_whole_dylib() {
        let expect = |change: fn(&mut Vec<u8>), expected| {
            let mut bytes = dylib();
            change(&mut bytes);
            assert_eq!(check(&bytes, bytes.len() as u64), expected);
        };
        expect(|_| {}, Ok(()));
        expect(Vec::clear, Err("not an ELF file"));
        expect(|bytes| bytes[0] = b'#', Err("not an ELF file"));
        expect(|bytes| bytes.truncate(10), Err("the file is truncated"));
        expect(|bytes| bytes.truncate(100), Err("the file is truncated"));
        expect(|bytes| bytes.truncate(149), Err("the file is truncated"));
        expect(|bytes| bytes.truncate(150), Ok(()));
        expect(|bytes| bytes[4] = 1, Err("built for another platform"));
        expect(|bytes| bytes[18] = 3, Err("built for another platform"));
        expect(|bytes| bytes[16] = 2, Err("not a dylib"));
        expect(|bytes| bytes[40] = 199, Ok(()));
        expect(|bytes| (bytes[40], bytes[60]) = (199, 1), Err("the file is truncated"));
        expect(|bytes| bytes[64 + 15] = 255, Err("the file is truncated"));
        expect(|bytes| bytes[39] = 255, Err("the file is truncated"));
    }
}
