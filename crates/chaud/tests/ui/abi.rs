#[chaud::hot]
extern "C" fn callback(n: u64) -> u64 {
    n
}

fn main() {}
