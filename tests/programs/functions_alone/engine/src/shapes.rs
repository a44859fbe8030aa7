//! Methods, some of which have the same name.

use std::ffi::{c_char, c_int};
use std::ptr::null_mut;

pub trait Shape {
    fn area(&self) -> u32;
    fn double(&self) -> u32 {
        self.area() * 2
    }
}

pub trait Named {
    fn name(&self) -> u32;
}

pub struct Square(pub u32);
pub struct Circle(pub u32);

impl Square {
    pub fn name(&self) -> u32 {
        let area = self.area();
        area + 1
    }
}

impl Circle {
    pub fn name(&self) -> u32 {
        let area = self.area();
        area + 2
    }
}

impl Named for Square {
    fn name(&self) -> u32 {
        let name = Square::name(self);
        name + 100
    }
}

impl Named for Circle {
    fn name(&self) -> u32 {
        let name = Circle::name(self);
        name + 200
    }
}

impl Shape for Square {
    fn area(&self) -> u32 {
        let side = self.0;
        side * side
    }
}

impl Shape for Circle {
    fn area(&self) -> u32 {
        let radius = self.0;
        3 * radius * radius
    }
}

impl<'a> PartialEq<&'a Square> for Circle {
    fn eq(&self, other: &&'a Square) -> bool {
        let area = other.area();
        self.area() == area
    }
}

fn all() -> Vec<Box<dyn Shape>> {
    let square = Box::new(Square(2));
    vec![square, Box::new(Circle(2))]
}

fn of_objects() -> u32 {
    let all = all();
    all.iter().map(|shape| shape.double()).sum()
}

pub fn values() -> Vec<(&'static str, u32)> {
    let (square, circle) = (Square(3), Circle(3));
    vec![
        ("square", square.name()),
        ("circle", circle.name()),
        ("named_square", Named::name(&square)),
        ("named_circle", Named::name(&circle)),
        ("objects", of_objects()),
        ("equal", u32::from(circle == &square)),
        ("digits", digits(12345)),
        ("made", made()),
    ]
}

unsafe extern "C" {
    fn snprintf(to: *mut c_char, size: usize, format: *const c_char, ...) -> c_int;
}

fn digits(n: u32) -> u32 {
    let extra = 0;
    let count = unsafe { snprintf(null_mut(), 0, c"%u".as_ptr(), n) };
    count.unsigned_abs() + extra
}

/// Only a macro of another crate names it.
fn only_here() -> u32 {
    let number = 3;
    number * 2
}

fn made() -> u32 {
    let extra = 0;
    scale::by_its_name!() + extra
}
