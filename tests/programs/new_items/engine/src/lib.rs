use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

#[chaud::persist]
static CALLS: AtomicU32 = AtomicU32::new(0);

trait Shape {
    fn area(&self) -> u32;
}

struct Square(u32);

impl Shape for Square {
    fn area(&self) -> u32 {
        self.0 * self.0
    }
}

fn private() -> u32 {
    1
}

#[chaud::hot]
pub fn work() -> String {
    let calls = CALLS.fetch_add(1, Relaxed) + 1;
    let shape: &dyn Shape = &Square(2);
    format!("{calls}: {} {}", shape.area(), private())
}
