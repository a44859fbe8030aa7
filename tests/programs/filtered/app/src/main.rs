mod filter;

use std::io::{Write, stdin, stdout};

fn main() {
    let mut engine = engine::Engine::default();
    say("ready");
    for line in stdin().lines().map_while(Result::ok) {
        match line.split(' ').collect::<Vec<_>>()[..] {
            ["turn"] => say(&format!("{} {}", engine.turn(), private())),
            ["forbid", call, action, whom] => {
                filter::forbid(call, action, whom);
                say("done");
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
