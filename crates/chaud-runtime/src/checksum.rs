//! Twin of `lib/program/checksum.ts`: tells a file that was damaged since the driver has read it.
//!
//! Made for both sides' slowest case: here, code that is not optimised; there, numbers of 32 bits. It is no defence
//! against anybody: whoever can write to the session directory is the user.

/// How many bytes each step takes.
pub(crate) const STEP: usize = 16;

/// What was added so far.
pub(crate) struct Checksum {
    low: u32,
    high: u32,
}

impl Checksum {
    pub(crate) fn new() -> Self {
        Self { low: 1, high: 2 }
    }

    /// Adds what comes next; all but the last must be whole steps.
    pub(crate) fn add(&mut self, bytes: &[u8]) {
        let (steps, rest) = bytes.as_chunks::<STEP>();
        for step in steps {
            self.step(u128::from_le_bytes(*step));
        }
        if !rest.is_empty() {
            let mut last = [0; STEP];
            last[..rest.len()].copy_from_slice(rest);
            self.step(u128::from_le_bytes(last));
        }
    }

    /// Each lane forgets nothing: another word in one place always makes it another.
    #[inline(always)]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::inline_always,
        clippy::manual_rotate,
        reason = "halves of words; and calls cost, since nobody optimises this"
    )]
    fn step(&mut self, words: u128) {
        let low = (self.low ^ words as u32).wrapping_mul(0x9e37_79b1);
        let low = low.wrapping_add((words >> 64) as u32);
        self.low = low << 13 | low >> 19;
        let high = (self.high ^ (words >> 32) as u32).wrapping_mul(0x9e37_79b1);
        let high = high.wrapping_add((words >> 96) as u32);
        self.high = high << 13 | high >> 19;
    }

    /// The sum of a file of `length` bytes.
    pub(crate) fn of(&self, length: u64) -> u64 {
        (u64::from(self.high) << 32 | u64::from(self.low)) ^ length
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(length: u16) -> Vec<u8> {
        (0..length).map(|i| u8::try_from(u32::from(i) * 7 % 251).unwrap()).collect()
    }

    fn sum(length: u16, parts: usize) -> String {
        let mut sum = Checksum::new();
        bytes(length).chunks(parts).for_each(|part| sum.add(part));
        format!("{:016x}", sum.of(length.into()))
    }

    #[test]
    fn is_that_of_the_driver() {
        let check = |length, expected: &str| {
            assert_eq!(sum(length, 4096), expected, "{length} bytes");
            assert_eq!(sum(length, STEP), expected, "{length} bytes, in parts");
        };
        check(0, "0000000200000001");
        check(3, "de6c478d2a163944");
        check(16, "fa224c31f1fd339f");
        check(1000, "0c284d606ce6fa21");
    }
}
