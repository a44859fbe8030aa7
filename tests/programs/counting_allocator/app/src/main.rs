use std::io::{Write, stdin, stdout};
use std::panic::catch_unwind;

fn main() {
    chaud::init!();
    say("ready");
    for line in stdin().lines().map_while(Result::ok) {
        match line.split_once(' ').unwrap_or((&line, "")) {
            ("work", _) => say(&engine::work()),
            ("catch", _) => match catch_unwind(engine::work) {
                Ok(text) => say(&text),
                Err(_) => say("caught"),
            },
            ("thread", _) => match std::thread::spawn(engine::work).join() {
                Ok(text) => say(&text),
                Err(_) => say("died"),
            },
            ("exit", code) => std::process::exit(code.parse().unwrap()),
            ("pid", _) => say(&std::process::id().to_string()),
            ("abort", _) => std::process::abort(),
            _ => say("what?"),
        }
    }
}

fn say(text: &str) {
    let mut out = stdout().lock();
    writeln!(out, "= {text}").and_then(|()| out.flush()).unwrap();
}

struct Counting;

unsafe impl std::alloc::GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: std::alloc::Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        unsafe { std::alloc::System.alloc(layout) }
    }
    unsafe fn dealloc(&self, pointer: *mut u8, layout: std::alloc::Layout) {
        unsafe { std::alloc::System.dealloc(pointer, layout) }
    }
}

static ALLOCATIONS: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);

#[global_allocator]
static GLOBAL: Counting = Counting;
