//! The program under test: does what its standard input says, one answer a line.

use std::fs::File;
use std::io::{self, BufRead, PipeWriter, Read, Write};
use std::os::fd::AsRawFd;
use std::os::unix::fs::MetadataExt;
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock};
use std::time::{Duration, Instant};

/// Made before anything was edited.
static SHAPE: OnceLock<Box<dyn leaf::Shape + Send + Sync>> = OnceLock::new();
/// What the program has opened.
static FILES: Mutex<Vec<File>> = Mutex::new(Vec::new());
/// One end of what covers the numbers that were open.
static OTHER_END: Mutex<Option<UnixStream>> = Mutex::new(None);
/// Where the process that it has forked is asked.
static WORKER: Mutex<Option<PipeWriter>> = Mutex::new(None);

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

/// Closes all that is open, as daemons do, and opens files of its own in their places.
fn close_all(is_at_once: bool) -> String {
    if is_at_once {
        assert_eq!(unsafe { libc::syscall(libc::SYS_close_range, 3, u32::MAX, 0) }, 0);
    } else {
        (3..1000).for_each(|number| drop(unsafe { libc::close(number) }));
    }
    let mut files = FILES.lock().unwrap();
    std::mem::take(&mut *files).into_iter().for_each(std::mem::forget);
    for number in 0..40 {
        let path = std::env::temp_dir().join(format!("chaud-own-{}-{number}", std::process::id()));
        let options = File::options().read(true).write(true).create(true).truncate(true).clone();
        files.push(options.open(&path).unwrap());
        std::fs::remove_file(path).unwrap();
    }
    "closed".to_owned()
}

/// Puts an end of a pair of sockets under every number that is open.
fn cover_all() -> String {
    let (ours, theirs) = UnixStream::pair().unwrap();
    ours.set_nonblocking(true).unwrap();
    let own = [ours.as_raw_fd(), theirs.as_raw_fd()];
    for number in (3..1000).filter(|number| !own.contains(number)) {
        if unsafe { libc::fcntl(number, libc::F_GETFD) } >= 0 {
            unsafe { libc::dup2(theirs.as_raw_fd(), number) };
        }
    }
    std::mem::forget(theirs);
    *OTHER_END.lock().unwrap() = Some(ours);
    "covered".to_owned()
}

/// What has come out at the other end, which belongs to nobody else.
fn other_end() -> String {
    let read = OTHER_END.lock().unwrap().as_mut().unwrap().read(&mut [0; 16]);
    read.map_or_else(|error| format!("{:?}", error.kind()), |count| count.to_string())
}

/// How many of the program's own files are as they were.
fn whole_files() -> String {
    let files = FILES.lock().unwrap();
    let is_whole = |file: &&File| {
        file.metadata().is_ok_and(|found| found.is_file() && found.len() == 0 && found.nlink() == 0)
    };
    files.iter().filter(is_whole).count().to_string()
}

/// Forks a process that answers what it is asked through a pipe.
fn fork() -> String {
    let (reader, writer) = io::pipe().unwrap();
    if unsafe { libc::fork() } == 0 {
        drop(writer);
        // What the program held is for it alone.
        WORKER.lock().unwrap().take();
        answer_all(io::BufReader::new(reader));
        std::process::exit(0);
    }
    *WORKER.lock().unwrap() = Some(writer);
    "forked".to_owned()
}

fn answer(line: &str) -> Option<String> {
    let words: Vec<_> = line.split(' ').collect();
    Some(match words[..] {
        ["version"] => leaf::version().to_string(),
        ["value"] => mid::value().to_string(),
        ["area"] => SHAPE.get().unwrap().area().to_string(),
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
        ["close"] => close_all(false),
        ["close", "range"] => close_all(true),
        ["cover"] => cover_all(),
        ["other", "end"] => other_end(),
        ["whole"] => whole_files(),
        ["fork"] => fork(),
        ["exit"] => {
            println!("over");
            std::process::exit(0);
        }
        // Until the test is over. What it writes is for the program to read, which has the same standard input.
        ["linger"] => {
            println!("lingers");
            let mut input = libc::pollfd { fd: 0, events: 0, revents: 0 };
            while unsafe { libc::poll(&raw mut input, 1, -1) } < 1 {}
            std::process::exit(0);
        }
        ["pid"] => std::process::id().to_string(),
        // It answers by itself.
        ["worker", ..] => {
            let line = line.strip_prefix("worker ").unwrap();
            writeln!(WORKER.lock().unwrap().as_mut().unwrap(), "{line}").unwrap();
            return None;
        }
        _ => format!("what is {line:?}?"),
    })
}

fn answer_all(questions: impl BufRead) {
    for line in questions.lines().map_while(Result::ok) {
        if let Some(text) = answer(&line) {
            writeln!(io::stdout(), "{text}").unwrap();
        }
    }
}

fn main() {
    log::set_logger(&Stderr).unwrap();
    log::set_max_level(log::LevelFilter::Debug);
    // A program may have switched it back to what kills.
    unsafe { libc::signal(libc::SIGPIPE, libc::SIG_DFL) };
    chaud_runtime::init("/app/Cargo.toml");
    if let Ok(after) = std::env::var("CLOSES_AFTER") {
        let after = Duration::from_micros(after.parse().unwrap());
        let started = Instant::now();
        while started.elapsed() < after {}
        close_all(true);
    }
    chaud_runtime::init("/app/Cargo.toml");
    mid::CHANGED.store(own as *mut (), Ordering::Relaxed);
    let _ = SHAPE.set(mid::shape());
    answer_all(io::stdin().lock());
}
