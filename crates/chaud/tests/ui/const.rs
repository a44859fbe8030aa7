#[chaud::hot]
const fn step(n: u64) -> u64 {
    n
}

fn main() {}
