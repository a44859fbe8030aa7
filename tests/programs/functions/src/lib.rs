#![forbid(unsafe_code)]
#![deny(warnings)]
use std::sync::Mutex;
pub mod inner;
mod inline {
    pub mod deep {
        pub fn depth(n: u64) -> u64 {
            super::super::needed(n) + 7
        }
    }
}
static SEEN: Mutex<Vec<u64>> = Mutex::new(Vec::new());
pub fn needed(n: u64) -> u64 {
    SEEN.lock().unwrap().push(n);
    inline::deep::depth(n) + inner::SIZE
}
pub fn unneeded(n: u64) -> u64 {
    needed(n) + needed(n + 1)
}
pub const fn constant() -> u64 {
    1 + 2 + 3 + 4
}
pub fn edited(n: u64) -> String {
    format!("{} {}", needed(n), file!())
}
