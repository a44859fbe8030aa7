//! Tells what the engine's functions return, and its own, whenever it is asked.

use std::cell::Cell;
use std::io::{Write, stdin, stdout};
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::Duration;

static ASKED: AtomicU32 = AtomicU32::new(0);

thread_local! {
    static ASKED_HERE: Cell<u32> = const { Cell::new(0) };
}

fn main() {
    engine::begin();
    std::thread::spawn(|| {
        loop {
            engine::turn();
            std::thread::sleep(Duration::from_millis(1));
        }
    });
    say("ready");
    for line in stdin().lines().map_while(Result::ok) {
        match line.as_str() {
            "values" => {
                let own = [("own", own()), ("asked", asked())];
                let all = engine::values().into_iter().chain(own);
                say(&all.map(shown).collect::<Vec<_>>().join(" "));
            }
            "turned" => say(&engine::turned().to_string()),
            _ => say("what?"),
        }
    }
}

fn shown((name, value): (&str, u32)) -> String {
    format!("{name}={value}")
}

fn own() -> u32 {
    let scaled = engine::halved(20);
    scaled + 100
}

fn asked() -> u32 {
    ASKED_HERE.set(ASKED_HERE.get() + 1);
    ASKED.fetch_add(1, Relaxed) + ASKED_HERE.get()
}

fn say(text: &str) {
    let mut out = stdout().lock();
    writeln!(out, "= {text}").and_then(|()| out.flush()).unwrap();
}
