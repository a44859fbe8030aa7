use linkme::distributed_slice;
use slices::{FUNCTIONS, NAMES};

#[distributed_slice(NAMES)]
static PROGRAM: &str = "program";

#[distributed_slice(FUNCTIONS)]
fn square(x: u32) -> u32 {
    x * x
}

fn main() {
    println!("{:?}", NAMES.iter().collect::<Vec<_>>());
    println!("{:?}", FUNCTIONS.iter().map(|f| f(5)).collect::<Vec<_>>());
}
