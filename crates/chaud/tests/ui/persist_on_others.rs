#[chaud::persist]
const COUNT: u64 = 0;

#[chaud::persist]
fn count() -> u64 {
    0
}

#[chaud::persist]
struct Count;

fn main() {}
