use std::cell::Cell;
use std::io::{Write, stdin, stdout};

thread_local! {
    static ROOM: Cell<[u64; 64]> = const { Cell::new([0; 64]) };
    static COUNT: Cell<u64> = const { Cell::new(40) };
}

fn main() {
    chaud::init!();
    say("ready");
    for request in stdin().lines().map_while(Result::ok) {
        match request.as_str() {
            "pid" => say(&std::process::id().to_string()),
            _ => say(&answer()),
        }
    }
}

fn answer() -> String {
    COUNT.set(COUNT.get() + 1);
    format!("first {} {}", COUNT.get(), ROOM.get()[0])
}

fn say(text: &str) {
    let mut out = stdout().lock();
    writeln!(out, "= {text}").and_then(|()| out.flush()).unwrap();
}
