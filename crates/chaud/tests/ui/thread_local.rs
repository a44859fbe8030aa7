use std::cell::Cell;

#[chaud::persist]
thread_local! {
    static COUNT: Cell<u64> = const { Cell::new(0) };
}

thread_local! {
    #[chaud::persist]
    static TOTAL: Cell<u64> = const { Cell::new(0) };
}

fn main() {}
