use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

#[chaud::persist]
static COUNT: AtomicU32 = AtomicU32::new(0);

#[chaud::hot]
fn word() -> &'static str {
    "program one"
}

fn text() -> String {
    format!("{} {}", word(), COUNT.fetch_add(1, Relaxed))
}

fn main() {
    chaud::init!();
    println!("= ready");
    for _ in std::io::stdin().lines() {
        println!("= {}, {}", text(), twofold::text());
    }
}
