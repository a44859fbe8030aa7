/**
 * A workspace of three crates that has never heard of Chaud, whose program
 * does what it is told on its standard input.
 *
 * @module
 */

/** Path to text. */
export const PLAIN_PROGRAM: Record<string, string> = {
  "Cargo.toml": `[workspace]
resolver = "3"
members = ["app", "engine", "leaf"]
default-members = ["app"]
`,
  "app/Cargo.toml": `[package]
name = "app"
edition = "2024"

[dependencies]
engine = { path = "../engine" }
`,
  "engine/Cargo.toml": `[package]
name = "engine"
edition = "2021"

[dependencies]
leaf = { path = "../leaf" }
`,
  "leaf/Cargo.toml": `[package]
name = "leaf"
edition = "2018"
`,
  "app/src/main.rs": `#![forbid(unsafe_code)]

use std::io::{Write, stdin, stdout};
use std::process::Command;

fn main() {
    let mut engine = engine::Engine::default();
    say("ready");
    for line in stdin().lines().map_while(Result::ok) {
        match line.split_once(' ').unwrap_or((&line, "")) {
            ("turn", _) => say(&format!("{} {}", engine.turn(), private())),
            ("sh", script) => {
                let output = Command::new("sh").args(["-c", script]).output().unwrap();
                say(String::from_utf8_lossy(&output.stdout).trim_end());
            }
            _ => say("what?"),
        }
    }
}

fn private() -> u32 {
    1
}

fn say(text: &str) {
    let mut out = stdout().lock();
    writeln!(out, "= {text}").and_then(|()| out.flush()).unwrap();
}
`,
  "engine/src/lib.rs": `#[derive(Default)]
pub struct Engine {
    turns: u32,
}

impl Engine {
    pub fn turn(&mut self) -> String {
        self.turns += 1;
        format!("{} {}", self.scaled(), leaf::word())
    }

    fn scaled(&self) -> u32 {
        self.turns
    }
}
`,
  "leaf/src/lib.rs": `pub fn word() -> &'static str {
    "first"
}
`,
};
