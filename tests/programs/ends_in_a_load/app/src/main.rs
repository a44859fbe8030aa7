mod loader;

use std::io::{Write, stdin, stdout};

fn main() {
    chaud::init!();
    say("ready");
    for line in stdin().lines().map_while(Result::ok) {
        match line.split_once(' ').unwrap_or((&line, "")) {
            ("work", _) => say(&engine::work()),
            ("end", how) => {
                loader::end_by(how);
                say("soon");
            }
            _ => say("what?"),
        }
    }
}

fn say(text: &str) {
    let mut out = stdout().lock();
    writeln!(out, "= {text}").and_then(|()| out.flush()).unwrap();
}
