#[chaud::hot]
fn step(n: u64, #[cfg(debug_assertions)] _check: bool) -> u64 {
    n
}

fn main() {}
