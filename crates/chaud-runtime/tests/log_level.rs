//! A logger that hides the runtime's warnings earns one complaint. The test starts itself anew, since a process has
//! one logger.

use std::process::Command;

use log::{LevelFilter, Log, Metadata, Record};

const CHILD: &str = "CHAUD_TEST_LOG_LEVEL";

struct Silent;

impl Log for Silent {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }
    fn log(&self, _: &Record<'_>) {}
    fn flush(&self) {}
}

/// How often a program with that level is complained about.
fn complaints(level: &str) -> usize {
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", "a_program", "--nocapture"]).env(CHILD, level).env("CHAUD", "off");
    let output = child.env_remove("CHAUD_SOCKET").output().unwrap();
    assert!(output.status.success());
    String::from_utf8_lossy(&output.stderr).matches("hides the warnings of `chaud`").count()
}

#[test]
fn a_program() {
    let Ok(level) = std::env::var(CHILD) else { return };
    log::set_logger(&Silent).unwrap();
    log::set_max_level(level.parse::<LevelFilter>().unwrap());
    chaud_runtime::init("Cargo.toml");
    chaud_runtime::init("Cargo.toml");
}

#[test]
fn hidden_warnings_earn_one_complaint() {
    let expected = usize::from(!cfg!(feature = "silence-log-level-warning"));
    assert_eq!(complaints("error"), expected);
}

#[test]
fn shown_warnings_earn_none() {
    assert_eq!(complaints("warn"), 0);
    assert_eq!(complaints("info"), 0);
}
