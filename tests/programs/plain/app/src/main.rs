#![forbid(unsafe_code)]

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
