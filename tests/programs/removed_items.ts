/**
 * A program whose `main` holds on to functions by pointer, by trait object, in
 * a thread, and by calls that are never compiled anew.
 *
 * @module
 */

import { ENGINE, SMALL_PROGRAM } from "./small.ts";

/** The program's crate root. */
export const MAIN = "app/src/main.rs";

/** Path to text; `{chaud}` stands for the path of the crate `chaud`. */
export const REMOVED_ITEMS: Record<string, string> = {
  ...SMALL_PROGRAM,
  [ENGINE]: `use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

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
`,
  [MAIN]: `use std::io::{Write, stdin, stdout};

fn main() {
    chaud::init!();
    let [gone, slot] = engine::pointers();
    let shape = engine::shape();
    std::thread::spawn(engine::spin);
    say("ready");
    for line in stdin().lines().map_while(Result::ok) {
        let answer = match &*line {
            "gone" => gone(1),
            "slot" => slot(1),
            "area" => shape.area(),
            "called" => engine::called(1),
            "spun" => engine::spun(),
            _ => fresh(),
        };
        say(&answer.to_string());
    }
}

#[chaud::hot]
fn fresh() -> u32 {
    engine::pointers().iter().map(|of| of(1)).sum()
}

fn say(text: &str) {
    let mut out = stdout().lock();
    writeln!(out, "= {text}").and_then(|()| out.flush()).unwrap();
}
`,
};
