//! Shapes, and what else tests reach in many ways.

use std::cell::Cell;

pub trait Shape {
    fn area(&self) -> u32;
}

pub struct Square(pub u32);

impl Shape for Square {
    fn area(&self) -> u32 {
        self.0 * self.0
    }
}

pub struct Line;

impl Shape for Line {
    fn area(&self) -> u32 {
        0
    }
}

pub static LIMIT: u32 = 10;

thread_local! {
    static CALLS: Cell<u32> = const { Cell::new(0) };
}

fn add(n: u32) -> u32 {
    CALLS.set(CALLS.get() + 1);
    n + 1
}

fn subtract(n: u32) -> u32 {
    n - 1
}

pub static STEPS: [fn(u32) -> u32; 2] = [add, subtract];

pub struct Account {
    pub cents: i64,
}

impl Account {
    pub fn new() -> Self {
        Self { cents: 0 }
    }

    pub fn deposit(&mut self, cents: i64) {
        self.cents += cents;
    }
}

impl Default for Account {
    fn default() -> Self {
        Self::new()
    }
}

pub fn twice<T: std::ops::Add<Output = T> + Copy>(value: T) -> T {
    value + value
}

pub fn greeting() -> &'static str {
    "hello"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps() {
        assert_eq!(STEPS[0](STEPS[1](3)), 3);
    }

    #[test]
    fn calls() {
        add(1);
        assert_eq!(CALLS.get(), 1);
    }

    #[test]
    #[should_panic(expected = "overflow")]
    fn below_zero() {
        subtract(LIMIT - LIMIT);
    }
}
