//! Has the whole terminal to itself, as editors have: from its first line on, until `q` is pressed.

use std::io::{Read, Write, stdin, stdout};
use std::process::Command;

fn main() {
    chaud::init!();
    show("= ready\r\n");
    let mut line = String::new();
    stdin().read_line(&mut line).unwrap();
    stty(&["raw", "-echo"]);
    show("\x1b[?1049h");
    draw(0);
    for (count, key) in (1..).zip(stdin().bytes().map_while(Result::ok)) {
        if key == b'q' {
            break;
        }
        draw(count);
    }
    show("\x1b[?1049l");
    stty(&["sane"]);
}

/// A frame around what is counted.
fn draw(count: u32) {
    let edge = "+------------------+";
    show(&format!("\x1b[2J\x1b[H{edge}\x1b[2;1H| {count:>8} {:>7} |\x1b[3;1H{edge}", word(count)));
}

/// Edited while it runs.
fn word(count: u32) -> &'static str {
    if count > 1 { "many" } else { "few" }
}

fn show(text: &str) {
    let mut out = stdout().lock();
    out.write_all(text.as_bytes()).unwrap();
    out.flush().unwrap();
}

fn stty(settings: &[&str]) {
    Command::new("stty").args(settings).status().unwrap();
}
