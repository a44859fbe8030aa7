/**
 * A program of three crates whose `main` runs all the time: a caller that goes
 * on as it was compiled, in front of functions whose types change.
 *
 * @module
 */

const manifest = (name: string, dependencies: string[]) =>
  `[package]
name = "${name}"
edition = "2024"

[dependencies]
chaud = { path = "{chaud}" }
${
    dependencies.map((other) => `${other} = { path = "../${other}" }\n`).join(
      "",
    )
  }`;

/** Path to text; `{chaud}` stands for the path of the crate `chaud`. */
export const OLD_CALLERS: Record<string, string> = {
  "Cargo.toml": `[workspace]
resolver = "3"
members = ["app", "mid", "leaf"]
default-members = ["app"]
`,
  "app/Cargo.toml": manifest("app", ["mid", "leaf"]),
  "mid/Cargo.toml": manifest("mid", ["leaf"]),
  "leaf/Cargo.toml": manifest("leaf", []),
  "leaf/src/lib.rs": `pub struct Point {
    pub x: u32,
    pub y: u32,
}

#[inline(never)]
pub fn make() -> Point {
    Point { x: 1, y: 2 }
}

#[inline(never)]
pub fn sum(point: &Point) -> u32 {
    point.x + point.y
}

pub fn numbers() -> impl Iterator<Item = u32> {
    let step = 1;
    (0..3).map(move |n| n * step)
}

pub async fn later() -> u32 {
    let part = 5;
    std::future::ready(()).await;
    part
}

#[inline(never)]
pub fn scaled(n: u32) -> u32 {
    n * 2
}

#[inline(never)]
pub fn version() -> u32 {
    1
}
`,
  // Its code is the same, whatever a point is.
  "mid/src/lib.rs": `#[inline(never)]
pub fn pass(point: &leaf::Point) -> u32 {
    leaf::sum(point)
}
`,
  "app/src/main.rs": `use std::future::Future;
use std::io::{Write, stdin, stdout};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

fn main() {
    chaud::init!();
    let kept = leaf::make();
    say("ready");
    for line in stdin().lines().map_while(Result::ok) {
        let answer = match line.as_str() {
            "kept" => mid::pass(&kept) + leaf::sum(&kept),
            "made" => leaf::sum(&leaf::make()),
            "numbers" => leaf::numbers().sum(),
            "later" => block_on(leaf::later()),
            "scaled" => leaf::scaled(20) + private(1),
            "version" => leaf::version(),
            _ => {
                say(&fresh());
                continue;
            }
        };
        say(&answer.to_string());
    }
}

/// All of it, from a function of which every call is a new one.
#[chaud::hot]
fn fresh() -> String {
    let point = leaf::make();
    let sums = mid::pass(&point) + leaf::sum(&point);
    let numbers: u32 = leaf::numbers().sum();
    let later = block_on(leaf::later());
    let scaled = leaf::scaled(20) + private(1);
    format!("{sums} {numbers} {later} {scaled} {}", leaf::version())
}

#[inline(never)]
fn private(n: u32) -> u32 {
    n
}

fn block_on<F: Future<Output = u32>>(future: F) -> u32 {
    let mut future = pin!(future);
    loop {
        let mut context = Context::from_waker(Waker::noop());
        if let Poll::Ready(value) = future.as_mut().poll(&mut context) {
            return value;
        }
    }
}

fn say(text: &str) {
    let mut out = stdout().lock();
    writeln!(out, "= {text}").and_then(|()| out.flush()).unwrap();
}
`,
};

/** The files that are edited. */
export const LEAF = "leaf/src/lib.rs";
export const APP = "app/src/main.rs";
