unsafe extern "C" {
    #[chaud::persist]
    safe static COUNT: u64;

    #[chaud::persist]
    static TOTAL: u64;
}

fn main() {}
