#[chaud::hot]
#[target_feature(enable = "sse2")]
fn step(n: u64) -> u64 {
    n
}

fn main() {}
