use std::io::{Write, stdin, stdout};
use std::process::Command;

#[repr(C)]
struct Step(u16, u8, u8, u32);

#[repr(C)]
struct Filter(u16, *const Step);

unsafe extern "C" {
    fn prctl(option: i32, a: u64, b: u64, c: u64, d: u64) -> i32;
    fn syscall(number: i64, ...) -> i64;
}

/// For all threads; what is forbidden fails with EPERM.
fn forbid_mprotect() {
    let steps = [
        Step(0x20, 0, 0, 0),
        Step(0x15, 0, 1, 10),
        Step(6, 0, 0, 0x5_0001),
        Step(6, 0, 0, 0x7fff_0000),
    ];
    let filter = Filter(4, steps.as_ptr());
    let done = unsafe { (prctl(38, 1, 0, 0, 0), syscall(317, 1_u32, 1_u32, &raw const filter)) };
    assert_eq!(done, (0, 0));
}

fn main() {
    forbid_mprotect();
    let mut engine = engine::Engine::default();
    say("ready");
    for line in stdin().lines().map_while(Result::ok) {
        match line.split_once(' ').unwrap_or((&line, "")) {
            ("turn", _) => say(&format!("{} {}", engine.turn(), private())),
            ("sh", script) => {
                let output = Command::new("sh").args(["-c", script]).output().unwrap();
                say(String::from_utf8_lossy(&output.stdout).trim_end());
            }
            _ => say("what?"),
        }
    }
}

fn private() -> u32 {
    1
}

fn say(text: &str) {
    let mut out = stdout().lock();
    writeln!(out, "= {text}").and_then(|()| out.flush()).unwrap();
}
