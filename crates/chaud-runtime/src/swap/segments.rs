//! Which memory of a loaded object is what, as its program headers say.
#![expect(clippy::cast_possible_truncation, reason = "this module is for 64-bit platforms")]

use std::ops::Range;

use super::libc;

/// What the program headers of an object say.
pub(crate) struct Segments {
    /// What is added to every address in the file.
    pub(crate) bias: usize,
    /// The address of the dynamic section.
    pub(crate) dynamic: Option<usize>,
    /// Where its thread-locals are, which headers do not tell: see `thread_locals`.
    pub(crate) thread_base: Option<usize>,
    writable: Vec<Range<usize>>,
    executable: Vec<Range<usize>>,
    /// Written to by the dynamic loader, then made read-only.
    sealed: Range<usize>,
}

impl Segments {
    /// Reads the `headers` of an object with this `bias`.
    pub(crate) fn of(bias: usize, headers: &[libc::Elf64_Phdr]) -> Self {
        let mut segments = Self {
            bias,
            dynamic: Self::dynamic_of(bias, headers),
            thread_base: None,
            writable: Vec::new(),
            executable: Vec::new(),
            sealed: 0..0,
        };
        for header in headers {
            let start = bias.wrapping_add(header.p_vaddr as usize);
            let range = start..start.wrapping_add(header.p_memsz as usize);
            match header.p_type {
                libc::PT_LOAD if header.p_flags & libc::PF_W != 0 => segments.writable.push(range),
                libc::PT_LOAD if header.p_flags & libc::PF_X != 0 => {
                    segments.executable.push(range);
                }
                libc::PT_GNU_RELRO => segments.sealed = range,
                _ => {}
            }
        }
        segments
    }

    /// The address of the dynamic section alone.
    pub(crate) fn dynamic_of(bias: usize, headers: &[libc::Elf64_Phdr]) -> Option<usize> {
        let header = headers.iter().find(|header| header.p_type == libc::PT_DYNAMIC);
        header.map(|header| bias.wrapping_add(header.p_vaddr as usize))
    }

    /// The code around `address`.
    pub(crate) fn code_at(&self, address: usize) -> Option<&Range<usize>> {
        self.executable.iter().find(|range| range.contains(&address))
    }

    /// Whether the word at `address` may be written to.
    pub(crate) fn is_writable(&self, address: usize) -> bool {
        let word = address..address.saturating_add(size_of::<usize>());
        let within = |range: &Range<usize>| range.start <= word.start && word.end <= range.end;
        self.writable.iter().any(within) && !self.sealed.contains(&address)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(kind: u32, flags: u32, start: u64, size: u64) -> libc::Elf64_Phdr {
        libc::Elf64_Phdr {
            p_type: kind,
            p_flags: flags,
            p_offset: 0,
            p_vaddr: start,
            p_paddr: start,
            p_filesz: size,
            p_memsz: size,
            p_align: 8,
        }
    }

    #[test]
    fn only_writable_segments_that_stay_so_are_written_to() {
        let headers = [
            header(libc::PT_LOAD, ::libc::PF_R | libc::PF_X, 0, 0x1000),
            header(libc::PT_LOAD, ::libc::PF_R | libc::PF_W, 0x2000, 0x2000),
            header(libc::PT_DYNAMIC, ::libc::PF_R, 0x2100, 0x100),
            header(libc::PT_GNU_RELRO, ::libc::PF_R, 0x2000, 0x1000),
        ];
        let segments = Segments::of(0x10_0000, &headers);
        assert_eq!(segments.dynamic, Some(0x10_2100));
        let check = |address, expected| assert_eq!(segments.is_writable(address), expected);
        check(0x10_0800, false);
        check(0x10_2100, false);
        check(0x10_3000, true);
        check(0x10_3ff8, true);
        check(0x10_3ffc, false);
        check(0x10_4000, false);
        check(0x3000, false);
        assert_eq!(segments.code_at(0x10_0800), Some(&(0x10_0000..0x10_1000)));
        assert_eq!(segments.code_at(0x10_2100), None);
    }
}
