mod cases;
mod later;

use std::io::{Write, stdin, stdout};

fn main() {
    chaud::init!();
    let kept = cases::Kept::new();
    let mut old = later::Old::new();
    say("ready");
    for line in stdin().lines().map_while(Result::ok) {
        match line.as_str() {
            // Called from a frame that stays what it is.
            "main" => say(&format!("{}", cases::plain())),
            "opaque" => say(&format!("{}", later::block_on(later::outer()))),
            "applied" => {
                let first = later::apply(|x| x + 1);
                say(&format!("{first} {}", later::apply(|x| x + 2)));
            }
            "future" => say(&later::resume(&mut old)),
            line if line.starts_with("later ") => say(&later::answer(&old, line)),
            line => say(&cases::answer(&kept, line)),
        }
    }
}

fn say(text: &str) {
    let mut out = stdout().lock();
    writeln!(out, "= {text}").and_then(|()| out.flush()).unwrap();
}
