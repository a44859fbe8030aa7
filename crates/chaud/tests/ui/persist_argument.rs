#[chaud::persist(always)]
static COUNT: u64 = 0;

fn main() {}
