#[chaud::hot]
fn add((one, other): (u64, u64)) -> u64 {
    one + other
}

#[chaud::hot]
fn first(&[first, _]: &[u64; 2]) -> u64 {
    first
}

#[chaud::hot]
fn length(ref text: String) -> usize {
    text.len()
}

fn main() {}
