use std::cell::Cell;

thread_local! {
    static FIRST: Cell<u32> = const { Cell::new(1) };
    static SECOND: Cell<u32> = const { Cell::new(200) };
}

fn text() -> String {
    FIRST.set(FIRST.get() + 1);
    SECOND.set(SECOND.get() + 1);
    format!("one {} {}", FIRST.get(), SECOND.get())
}

fn main() {
    println!("= ready");
    for _ in std::io::stdin().lines() {
        println!("= {}", text());
    }
}
