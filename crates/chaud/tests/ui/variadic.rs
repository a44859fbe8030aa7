#[chaud::hot]
#[cfg(false)]
unsafe extern "C" fn sum(_count: usize, mut values: ...) -> u64 {
    0
}

#[chaud::hot]
#[cfg(false)]
unsafe extern "C" fn nothing(_count: usize, ...) {}

fn main() {}
