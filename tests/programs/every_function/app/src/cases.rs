use std::panic::catch_unwind;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{sleep, spawn};
use std::time::Duration;

/// What was taken from the functions before any edit.
pub struct Kept {
    counter: Counter,
    shape: Box<dyn Shape + Sync>,
    pointer: fn() -> u32,
    gate: Sender<()>,
    passed: Mutex<Receiver<u32>>,
}

impl Kept {
    pub fn new() -> Self {
        let (gate, waiting) = channel();
        let (done, passed) = channel();
        spawn(spin);
        spawn(move || while done.send(on_stack(&waiting)).is_ok() {});
        Self {
            counter: Counter(1),
            shape: Box::new(Square(1)),
            pointer: pointed,
            gate,
            passed: Mutex::new(passed),
        }
    }
}

pub fn answer(kept: &Kept, line: &str) -> String {
    match line {
        "plain" => plain().to_string(),
        "loop" => seen_by_loop().to_string(),
        "method" => kept.counter.bump().to_string(),
        "dyn" => kept.shape.area().to_string(),
        "generic" => format!("{} {}", twice(1_u8), twice(Counter(2))),
        "recursion" => depth(5).to_string(),
        "pointer" => (kept.pointer)().to_string(),
        "stack" => {
            kept.gate.send(()).unwrap();
            kept.passed.lock().unwrap().recv().unwrap().to_string()
        }
        "panic" => match catch_unwind(|| fails(3)) {
            Ok(n) => n.to_string(),
            Err(payload) => payload.downcast_ref::<String>().unwrap().clone(),
        },
        "backtrace" => {
            let frames = traced();
            let has = |name: &str| frames.contains(name);
            format!(
                "{} {} {}",
                has("app::cases::traced"),
                has("app::cases::answer"),
                has("app::main")
            )
        }
        "signature" => scaled_call().to_string(),
        "exported" => exported().to_string(),
        "inlined" => inlined_call().to_string(),
        "const" => (constant() + LIMIT).to_string(),
        "tracked" => tracked(1).to_string(),
        "same" => format!("{} {}", left::value(), right::value()),
        "nested" => nested().to_string(),
        _ => "what?".to_owned(),
    }
}

static SEEN: AtomicU32 = AtomicU32::new(0);

/// Never returns.
fn spin() {
    let seen = &SEEN;
    SPIN.store((&raw const *seen).addr(), Relaxed);
    loop {
        seen.store(looped(), Relaxed);
        sleep(Duration::from_millis(1));
    }
}

/// Where the loop's static is: a reload gives the crate a new one.
#[chaud::persist]
static SPIN: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);

fn seen_by_loop() -> u32 {
    let seen = SPIN.load(Relaxed) as *const AtomicU32;
    sleep(Duration::from_millis(50));
    unsafe { &*seen }.load(Relaxed)
}

pub fn plain() -> u32 {
    100
}

fn looped() -> u32 {
    101
}

#[derive(Clone, Copy)]
struct Counter(u32);

impl Counter {
    fn bump(&self) -> u32 {
        self.0 + 200
    }
}

impl From<Counter> for u32 {
    fn from(counter: Counter) -> u32 {
        counter.0
    }
}

trait Shape {
    fn area(&self) -> u32;
}

struct Square(u32);

impl Shape for Square {
    fn area(&self) -> u32 {
        self.0 + 300
    }
}

fn twice<T: Into<u32>>(value: T) -> u32 {
    value.into() + 400
}

fn depth(n: u32) -> u32 {
    if n == 0 { 0 } else { 1 + depth(n - 1) }
}

fn pointed() -> u32 {
    500
}

fn on_stack(gate: &Receiver<()>) -> u32 {
    let _ = gate.recv();
    600
}

fn fails(n: u32) -> u32 {
    let _guard = Box::new(n);
    panic!("fails {n}")
}

fn traced() -> String {
    format!("0{}", std::backtrace::Backtrace::force_capture())
}

fn scaled(n: u32) -> u32 {
    n * 3
}

fn scaled_call() -> u32 {
    scaled(2)
}

#[unsafe(no_mangle)]
extern "C" fn exported() -> u32 {
    700
}

#[inline(always)]
fn inlined() -> u32 {
    800
}

fn inlined_call() -> u32 {
    inlined()
}

const LIMIT: u32 = 900;

const fn constant() -> u32 {
    90
}

#[track_caller]
fn tracked(n: u32) -> u32 {
    n + 1000
}

mod left {
    pub fn value() -> u32 {
        11
    }
}

mod right {
    pub fn value() -> u32 {
        12
    }
}

fn nested() -> u32 {
    fn inside() -> u32 {
        1100
    }
    inside()
}
