//! A program that waits before it begins: what it gets there is all that it ever was.

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::Command;

use super::base::{base, run};
use super::driver::Program;

/// Another type, and another value to begin with.
const WIDER: (&str, &str) =
    ("Level = std::sync::atomic::AtomicU32;", "Level = std::sync::atomic::AtomicU64;");
const FULLER: (&str, &str) = ("INIT: Level = Level::new(1)", "INIT: Level = Level::new(1 << 40)");
const V2: (&str, &str) = ("helper(3001)", "helper(4001)");
const V3: (&str, &str) = ("helper(3001)", "helper(5001)");

/// Where C's `main` is in a file.
#[cfg(target_arch = "x86_64")]
fn main_of(file: &Path) -> u64 {
    let symbols = run(Command::new("nm").arg(file));
    let line = symbols.lines().find(|line| line.ends_with(" T main")).expect("a main");
    u64::from_str_radix(line.split(' ').next().unwrap(), 16).unwrap()
}

impl Program {
    /// Builds a dylib with another `main`, and asks that the program begins with it.
    #[cfg(target_arch = "x86_64")]
    fn begin_with_another_main(&mut self, number: u32) {
        let (source, object) = (self.directory.join("main.rs"), self.directory.join("main.o"));
        let text = "#![no_std]\nunsafe extern \"C\" { fn puts(text: *const u8) -> i32; }\n\
                    #[unsafe(no_mangle)] extern \"C\" fn main() -> i32 {\n\
                    unsafe { puts(c\"another main\".as_ptr().cast()) }; 7 }\n";
        fs::write(&source, text).unwrap();
        let mut rustc = Command::new("rustc");
        rustc.args(["--edition", "2024", "--crate-type", "lib", "--emit", "obj", "-Cpanic=abort"]);
        run(rustc.arg(&source).arg("-o").arg(&object));
        let dylib = self.directory.join("main.so");
        base().link(&object, &dylib);
        let image = &base().executable;
        let pair = format!("{:x}:{:x}", main_of(image), main_of(&dylib));
        self.send(&format!("begin\t{number}\t{}\t{}\t{pair}", image.display(), dylib.display()));
    }
}

#[test]
fn what_it_gets_before_it_begins_may_have_other_types() {
    let mut program = Program::start_waiting("waiting");
    program.build("leaf-1", "leaf", &[V2, WIDER, FULLER]);
    program.build("mid-1", "mid", &[]);
    let answer = program.load(1, &["leaf-1.so", "mid-1.so"]);
    assert!(answer.starts_with("live\t1\t1\t"), "{answer}");
    program.send("go");
    // The static of the new type has its own value, and all crates see it.
    let begun = 1_u64 << 40;
    assert_eq!(program.ask("version"), "4001");
    assert_eq!(program.ask("level"), begun.to_string());
    assert_eq!(program.ask("raise 2"), (begun + 2).to_string());
    assert_eq!(program.ask("level"), (begun + 2).to_string());
    assert_eq!((program.ask("epoch"), program.ask("step 4")), ("1".into(), "8".into()));

    // It goes on as any other: with what it has, and for the types that it began with.
    program.build("leaf-2", "leaf", &[V3, WIDER, ("black_box(n) * 2", "black_box(n) * 3")]);
    let answer = program.load(2, &["leaf-2.so"]);
    assert!(answer.starts_with("live\t2\t2\t"), "{answer}");
    assert_eq!((program.ask("version"), program.ask("step 4")), ("5001".into(), "12".into()));
    assert_eq!(program.ask("raise 1"), (begun + 3).to_string());
    assert_eq!(program.ask("level"), (begun + 3).to_string());
    program.build("leaf-3", "leaf", &[V2]);
    let answer = program.load(3, &["leaf-3.so"]);
    assert!(answer.starts_with("refused\t3\ttype\tleaf::LEVEL"), "{answer}");
}

#[cfg(target_arch = "x86_64")]
#[test]
fn it_may_begin_with_another_main() {
    let mut program = Program::start_waiting("main");
    program.begin_with_another_main(1);
    let answer = program.load(1, &["main.so"]);
    assert!(answer.starts_with("live\t1\t"), "{answer}");
    program.send("go");
    assert_eq!(program.hear().as_deref(), Some("another main"));
    assert_eq!(program.end().code(), Some(7));
}

#[cfg(target_arch = "x86_64")]
#[test]
fn one_that_has_begun_gets_no_other_main() {
    let mut program = Program::start("begun");
    program.begin_with_another_main(1);
    let answer = program.load(1, &["main.so"]);
    assert_eq!(answer, "refused\t1\tprotocol\tthe program has begun");
    assert_eq!(program.ask("version"), "3001");
}

#[test]
fn it_ends_when_its_driver_goes_away() {
    let mut program = Program::start_waiting("orphan");
    program.hang_up();
    program.expect_log("the driver went away before this program had begun, so it ends");
    assert_eq!(program.end().code(), Some(1));
    assert_eq!(program.hear(), None);
}

#[test]
fn it_begins_with_what_it_has_when_nobody_serves_it() {
    let mut program = Program::start_waiting("dismissed");
    program.send("goodbye\tanother program");
    program.expect_log("the driver said goodbye: another program");
    assert_eq!((program.ask("version"), program.ask("level")), ("3001".into(), "1".into()));
}

#[test]
fn signals_reach_it_once_it_begins() {
    let mut program = Program::start_waiting("signals");
    program.kill(libc::SIGTERM);
    // It is there to be asked.
    assert_eq!(program.request("check\t1\tmalloc"), "missing\t1");
    program.send("go");
    assert_eq!(program.end().signal(), Some(libc::SIGTERM));
}
