use std::sync::OnceLock;

pub static HELD: OnceLock<fn() -> u32> = OnceLock::new();

pub static TABLE: [fn() -> u32; 2] = [one, two];

fn one() -> u32 {
    1
}

fn two() -> u32 {
    2
}

pub fn hold() {
    HELD.set(one).ok();
}

pub trait Shape {
    fn area(&self) -> u32;
}

struct Square(u32);

impl Shape for Square {
    fn area(&self) -> u32 {
        self.0
    }
}

pub fn shape() -> Box<dyn Shape> {
    Box::new(Square(3))
}
