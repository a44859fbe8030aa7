use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

#[chaud::persist]
static SPUN: AtomicU32 = AtomicU32::new(0);

pub trait Shape {
    fn area(&self) -> u32;
}

struct Square(u32);

impl Shape for Square {
    fn area(&self) -> u32 {
        self.0 * self.0
    }
}

pub fn shape() -> Box<dyn Shape> {
    Box::new(Square(3))
}

fn gone(n: u32) -> u32 {
    n + 10
}

#[chaud::hot]
fn slot(n: u32) -> u32 {
    n + 100
}

pub fn pointers() -> [fn(u32) -> u32; 2] {
    [gone, slot]
}

pub fn called(n: u32) -> u32 {
    part(n) * 2
}

fn part(n: u32) -> u32 {
    n + 5
}

pub fn spin() {
    loop {
        SPUN.store(tick(), Relaxed);
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
}

fn tick() -> u32 {
    1
}

#[chaud::hot]
pub fn spun() -> u32 {
    SPUN.load(Relaxed)
}
