//! Hot functions and methods behave as the plain ones, with and without the feature.
#![forbid(unsafe_code)]

use std::fmt::{self, Display};

#[chaud::hot]
fn add(one: u64, other: u64) -> u64 {
    one + other
}

#[chaud::hot]
fn factorial(n: u64) -> u64 {
    if n == 0 { 1 } else { n * factorial(n - 1) }
}

#[chaud::hot]
fn countdown(mut n: u64, _: &str) -> Vec<u64> {
    let mut numbers = Vec::new();
    while n > 0 {
        numbers.push(n);
        n -= 1;
    }
    numbers
}

#[chaud::hot]
fn shorter<'a>(one: &'a str, other: &'a str) -> &'a str {
    if one.len() < other.len() { one } else { other }
}

#[chaud::hot]
fn apply(change: &dyn Fn(u64) -> u64, n: u64) -> u64 {
    change(n)
}

#[chaud::hot]
fn fail(message: &str) -> ! {
    panic!("{message}")
}

struct Shape {
    side: f64,
    name: String,
}

impl Shape {
    #[chaud::hot]
    fn unit() -> Shape {
        Shape { side: 1.0, name: String::new() }
    }

    #[chaud::hot(self)]
    fn area(this: &Shape) -> f64 {
        this.side * this.side
    }

    #[chaud::hot(self)]
    fn grow(this: &mut Shape, by: f64) -> &mut Shape {
        this.side += by;
        this
    }

    #[chaud::hot(self)]
    fn name(this: &Shape, default: &'static str) -> &str {
        if this.name.is_empty() { default } else { &this.name }
    }
}

impl Display for Shape {
    #[chaud::hot(self)]
    fn fmt(this: &Shape, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} by {}", this.side, this.side)
    }
}

struct Words<'a>(&'a str);

impl Words<'_> {
    #[chaud::hot(self)]
    fn first(this: &Words<'_>) -> Option<&str> {
        this.0.split(' ').next()
    }
}

#[test]
fn functions_take_and_return() {
    assert_eq!(add(1, 2), 3);
    assert_eq!(factorial(5), 120);
    assert_eq!(countdown(3, "ignored"), [3, 2, 1]);
    assert_eq!(shorter("one", "three"), "one");
    assert_eq!(apply(&|n| n + 1, 1), 2);
}

#[test]
fn functions_are_values() {
    let functions: [fn(u64, u64) -> u64; 1] = [add];
    assert_eq!(functions.map(|function| function(2, 3)), [5]);
}

#[test]
#[should_panic(expected = "on purpose")]
fn functions_need_not_return() {
    fail("on purpose");
}

#[test]
fn methods_have_a_receiver() {
    let mut shape = Shape::unit();
    shape.grow(1.0).grow(1.0);
    assert!((shape.area() - 9.0).abs() < f64::EPSILON);
    assert_eq!(shape.name("square"), "square");
    shape.name.push_str("box");
    assert_eq!(shape.name("square"), "box");
    assert_eq!(shape.to_string(), "3 by 3");
    assert_eq!(Words("hot reload").first(), Some("hot"));
}
