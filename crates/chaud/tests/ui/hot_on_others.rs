#[chaud::hot]
static COUNT: u64 = 0;

#[chaud::hot]
struct Shape;

#[chaud::hot]
impl Shape {}

#[chaud::hot]
const STEP: u64 = 1;

#[chaud::hot]
mod steps {}

fn main() {}
