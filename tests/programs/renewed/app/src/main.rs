use std::cell::Cell;
use std::env;
use std::io::{Write, stdin, stdout};
use std::process::Command;

use engine::Account;

thread_local! {
    static OWN: Cell<u32> = const { Cell::new(5) };
}

fn main() {
    if env::args().nth(1).as_deref() == Some("child") {
        return say(&Account::open().tell());
    }
    say("ready");
    let account = Account::open();
    let steps: [fn(u32) -> u32; 1] = [engine::count];
    for line in stdin().lines().map_while(Result::ok) {
        match &*line {
            "account" => say(&account.tell()),
            "count" => say(&steps[0](1).to_string()),
            "own" => say(&own().to_string()),
            "pid" => say(&std::process::id().to_string()),
            "start" => say(&start()),
            "child" => child(),
            "abort" => std::process::abort(),
            "exit" => break,
            _ => say("what?"),
        }
    }
}

fn own() -> u32 {
    OWN.replace(OWN.get() + 1)
}

/// How it was started.
fn start() -> String {
    let mut all: Vec<_> = env::vars().filter(|(name, _)| name != "CHAUD_WAIT").collect();
    all.sort();
    let folder = env::current_dir().unwrap();
    format!("{:?} {folder:?} {all:?}", env::args())
}

/// Has another process of the same executable say something.
fn child() {
    let status = Command::new(env::current_exe().unwrap()).arg("child").status();
    assert!(status.unwrap().success());
}

fn say(text: &str) {
    let mut out = stdout().lock();
    writeln!(out, "= {text}").and_then(|()| out.flush()).unwrap();
}
