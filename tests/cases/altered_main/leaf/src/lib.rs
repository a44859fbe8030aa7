pub const TABLE: [fn() -> u32; 2] = [one, two];

fn one() -> u32 {
    1
}

fn two() -> u32 {
    2
}

#[inline(always)]
pub fn small() -> u32 {
    10
}

pub const fn computed(n: u32) -> u32 {
    n + 1
}

mod first {
    pub fn chosen() -> &'static str {
        "first"
    }
}

mod second {
    pub fn chosen() -> &'static str {
        "second"
    }
}

pub use first::chosen;

/// All of them are in use.
pub fn all() -> usize {
    first::chosen().len() + second::chosen().len()
}

pub struct Word(&'static str);

impl Word {
    pub fn new() -> Word {
        Word("word")
    }
}

impl std::ops::Deref for Word {
    type Target = str;

    fn deref(&self) -> &str {
        self.0
    }
}
