//! Starts the package's program.

use std::process::Command;

#[test]
fn greets() {
    let output = Command::new(env!("CARGO_BIN_EXE_app")).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "hello");
}
