//! Tells what functions of all files say, whenever it is asked.

use std::io::{Write, stdin, stdout};

fn main() {
    say("ready");
    for line in stdin().lines().map_while(Result::ok) {
        match line.as_str() {
            "places" => say(&engine::places().join(", ")),
            _ => say("what?"),
        }
    }
}

fn say(text: &str) {
    println!("= {text}");
    stdout().flush().unwrap();
}
