//! Another rustc wrapper goes behind `chaud-rustc`.

use std::process::Command;

fn chaud_rustc() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_chaud-rustc"));
    command.env_remove("CHAUD_RUSTC_WRAPPER");
    command
}

#[test]
fn another_wrapper_is_called_in_between() {
    let mut command = chaud_rustc();
    command.env("CHAUD_RUSTC_WRAPPER", "echo").args(["rustc", "--crate-name", "leaf", "-vV"]);
    let output = command.output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout), "rustc --crate-name leaf -vV\n");
    assert!(output.status.success());
}

#[test]
fn without_another_wrapper_rustc_itself_is_called() {
    let output = chaud_rustc().args(["echo", "-vV"]).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout), "-vV\n");
}

#[test]
fn by_hand_it_says_what_it_is_for() {
    let output = chaud_rustc().output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("RUSTC_WRAPPER=chaud-rustc"), "{said}");
    assert!(!output.status.success());
}
