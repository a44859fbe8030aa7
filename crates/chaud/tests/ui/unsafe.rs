#[chaud::hot]
unsafe fn step(n: *const u64) -> u64 {
    unsafe { *n }
}

fn main() {}
