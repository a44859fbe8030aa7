//! Tells the values of all statics, its own and the engine's, whenever it is asked.
#![forbid(unsafe_code)]

use std::cell::Cell;
use std::io::{Write, stdin, stdout};
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::sync::mpsc::{Sender, channel};

static OWN: AtomicU32 = AtomicU32::new(0);

thread_local! {
    static OWN_LOCAL: Cell<u32> = const { Cell::new(0) };
}

fn main() {
    engine::begin();
    let (questions, answers) = start_worker();
    say("ready");
    for line in stdin().lines().map_while(Result::ok) {
        match line.as_str() {
            "version" => say(&format!("{} {}", version(), engine::version())),
            "values" => {
                let (answer, reply) = channel();
                questions.send(answer).unwrap();
                let own = [
                    ("own", own()),
                    ("own_local", own_local()),
                    ("of_worker", reply.recv().unwrap()),
                ];
                let all = engine::values().into_iter().chain(own);
                say(&all
                    .map(|(name, value)| format!("{name}={value}"))
                    .collect::<Vec<_>>()
                    .join(" "));
            }
            _ => say("what?"),
        }
    }
    drop(questions);
    answers.join().unwrap();
}

/// A thread with thread-locals of its own.
fn start_worker() -> (Sender<Sender<u32>>, std::thread::JoinHandle<()>) {
    let (sender, receiver) = channel::<Sender<u32>>();
    let worker = std::thread::spawn(move || {
        for answer in receiver {
            answer.send(engine::local()).unwrap();
        }
    });
    (sender, worker)
}

fn version() -> u32 {
    1
}

fn own() -> u32 {
    OWN.fetch_add(1, Relaxed) + 1
}

fn own_local() -> u32 {
    OWN_LOCAL.set(OWN_LOCAL.get() + 1);
    OWN_LOCAL.get()
}

fn say(text: &str) {
    let mut out = stdout().lock();
    writeln!(out, "= {text}").and_then(|()| out.flush()).unwrap();
}
