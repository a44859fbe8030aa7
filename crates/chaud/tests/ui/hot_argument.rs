#[chaud::hot(always)]
fn step(n: u64) -> u64 {
    n
}

#[chaud::hot(self, always)]
fn next(n: u64) -> u64 {
    n
}

fn main() {}
