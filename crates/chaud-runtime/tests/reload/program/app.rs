//! The program under test: does what its standard input says, one answer a line.

use std::io::{self, BufRead, Write};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// What the threads that turn have seen last.
static SEEN: [AtomicU32; 64] = [const { AtomicU32::new(0) }; 64];

struct Stderr;

impl log::Log for Stderr {
    fn enabled(&self, _: &log::Metadata) -> bool {
        true
    }

    fn log(&self, record: &log::Record) {
        let line = format!("{} {} {}\n", record.level(), record.target(), record.args());
        let _ = io::stderr().write_all(line.as_bytes());
    }

    fn flush(&self) {}
}

fn own() -> u32 {
    leaf::version() + 5
}

/// Calls without end, while libraries come and go.
fn hammer(path: &str) -> String {
    let path = std::ffi::CString::new(path).unwrap();
    std::thread::spawn(move || {
        loop {
            let library = unsafe { libc::dlopen(path.as_ptr(), libc::RTLD_NOW) };
            unsafe { libc::dlclose(library) };
        }
    });
    std::thread::spawn(|| {
        let shape = mid::shape();
        loop {
            let value = mid::value();
            let fine = [10, 20].contains(&shape.area())
                && [3002, 4002, 5002].contains(&value)
                && [8, 12].contains(&leaf::step(4));
            if !fine {
                std::process::abort();
            }
        }
    });
    "hammering".to_owned()
}

/// Starts threads that turn for ever.
fn turn() -> String {
    for seen in &SEEN {
        std::thread::spawn(|| leaf::turn_for_ever(seen));
    }
    "turning".to_owned()
}

/// What all of them see from now on, if they agree.
fn seen() -> String {
    for seen in &SEEN {
        seen.store(0, Ordering::Relaxed);
    }
    while SEEN.iter().any(|seen| seen.load(Ordering::Relaxed) == 0) {
        std::thread::sleep(Duration::from_millis(1));
    }
    let values: Vec<_> = SEEN.iter().map(|seen| seen.load(Ordering::Relaxed) & !1).collect();
    let agree = values.iter().all(|value| *value == values[0]);
    if agree { values[0].to_string() } else { format!("{values:?}") }
}

fn main() {
    log::set_logger(&Stderr).unwrap();
    log::set_max_level(log::LevelFilter::Debug);
    // A program may have switched it back to what kills.
    unsafe { libc::signal(libc::SIGPIPE, libc::SIG_DFL) };
    chaud_runtime::init("/app/Cargo.toml");
    chaud_runtime::init("/app/Cargo.toml");
    mid::CHANGED.store(own as *mut (), Ordering::Relaxed);
    let shape = mid::shape();
    let mut answer = io::stdout();
    for line in io::stdin().lock().lines().map_while(Result::ok) {
        let words: Vec<_> = line.split(' ').collect();
        let text = match words[..] {
            ["version"] => leaf::version().to_string(),
            ["value"] => mid::value().to_string(),
            ["area"] => shape.area().to_string(),
            ["kept"] => mid::call(&mid::KEPT).to_string(),
            ["changed"] => mid::call(&mid::CHANGED).to_string(),
            ["step", n] => leaf::step(n.parse().unwrap()).to_string(),
            ["loop", n] => leaf::steps(n.parse().unwrap()).to_string(),
            ["raise", more] => leaf::raise(more.parse().unwrap()).to_string(),
            ["level"] => mid::level().to_string(),
            ["epoch"] => chaud_runtime::cycle::current().to_string(),
            ["await", epoch] => {
                chaud_runtime::cycle::wait_past(epoch.parse().unwrap());
                chaud_runtime::cycle::current().to_string()
            }
            ["open", path] => {
                let path = std::ffi::CString::new(path).unwrap();
                let flags = libc::RTLD_NOW | libc::RTLD_GLOBAL;
                unsafe { libc::dlopen(path.as_ptr(), flags) }.is_null().to_string()
            }
            ["hammer", path] => hammer(path),
            ["turn"] => turn(),
            ["seen"] => seen(),
            ["count"] => format!("{:?}", leaf::count()),
            ["total"] => {
                let total = unsafe { libc::dlsym(libc::RTLD_DEFAULT, c"total".as_ptr()) };
                let total: extern "C" fn() -> u64 = unsafe { std::mem::transmute(total) };
                total().to_string()
            }
            _ => format!("what is {line:?}?"),
        };
        writeln!(answer, "{text}").unwrap();
    }
}
