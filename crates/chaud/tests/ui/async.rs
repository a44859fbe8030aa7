#[chaud::hot]
async fn step(n: u64) -> u64 {
    n
}

fn main() {}
