use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

#[chaud::persist]
static CALLS: AtomicU32 = AtomicU32::new(0);

#[chaud::persist]
static TURNS: Mutex<Option<(Sender<()>, Receiver<u32>)>> = Mutex::new(None);

pub fn value() -> u32 {
    1
}

pub struct Pair {
    pub first: u32,
}

pub fn pair() -> Pair {
    Pair { first: 20 }
}

pub fn double(n: u32) -> u32 {
    n * 2
}

#[chaud::hot]
pub fn hot(n: u32) -> u32 {
    CALLS.fetch_add(n, SeqCst) + 10
}

/// A loop that never ends, upon a private function.
pub fn turn() {
    let (question, questions) = channel();
    let (answer, answers) = channel();
    *TURNS.lock().unwrap() = Some((question, answers));
    thread::spawn(move || {
        while let Ok(()) = questions.recv() {
            answer.send(turning()).unwrap();
        }
    });
}

fn turning() -> u32 {
    7
}

pub fn turned() -> u32 {
    let turns = TURNS.lock().unwrap();
    let (question, answers) = turns.as_ref().unwrap();
    question.send(()).unwrap();
    answers.recv().unwrap()
}
