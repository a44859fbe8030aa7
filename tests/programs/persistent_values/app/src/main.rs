use std::cell::Cell;
use std::io::{Write, stdin, stdout};
use std::sync::Mutex;

#[derive(Clone, Copy)]
struct Local {
    n: u32,
}

#[derive(Clone, Copy)]
struct Saved {
    n: u32,
}

thread_local! {
    static LOCAL: Cell<Option<Local>> = const { Cell::new(None) };
}

#[chaud::persist]
static SAVED: Mutex<Vec<Saved>> = Mutex::new(Vec::new());

fn main() {
    chaud::init!();
    LOCAL.set(Some(Local { n: u32::MAX }));
    SAVED.lock().unwrap().push(Saved { n: u32::MAX });
    say("ready");
    for _ in stdin().lines().map_while(Result::ok) {
        say(&answer());
    }
}

fn answer() -> String {
    let local = LOCAL.get().unwrap().n;
    let saved = SAVED.lock().unwrap()[0].n;
    format!("{local} {saved} first")
}

fn say(text: &str) {
    let mut out = stdout().lock();
    writeln!(out, "= {text}").and_then(|()| out.flush()).unwrap();
}
