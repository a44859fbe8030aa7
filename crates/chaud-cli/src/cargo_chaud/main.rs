//! `cargo chaud`: finds Chaud's driver and becomes it. Arguments are those of `cargo run`, unless the first one is a
//! command of the driver's.

mod driver;
#[path = "../pass_on.rs"]
mod pass_on;

use std::env;
use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::process::ExitCode;

/// What the driver takes as its first argument; anything else is for `run`.
const COMMANDS: [&str; 17] = [
    "run",
    "status",
    "restart",
    "pause",
    "resume",
    "log",
    "events",
    "attach",
    "init",
    "doctor",
    "verify",
    "completions",
    "help",
    "-h",
    "--help",
    "-V",
    "--version",
];

const MISSING: &str = "\
error: Chaud's driver is not installed
  It runs on Deno: install that (see https://deno.com), and then, for a quicker start,
      deno install -g -A -n chaud jsr:@chaud/cli
  $CHAUD may name the driver's program, if it is elsewhere.";

fn main() -> ExitCode {
    let Some(mut words) = driver::find(&|name| env::var_os(name), &is_program) else {
        eprintln!("{MISSING}");
        return ExitCode::from(pass_on::FAILURE);
    };
    words.extend(driver_arguments(env::args_os().skip(1).collect()));
    pass_on::command(words).map_or(ExitCode::from(pass_on::FAILURE), pass_on::pass_on)
}

/// Cargo passes the subcommand's own name first; someone who calls `cargo-chaud` need not.
fn driver_arguments(mut args: Vec<OsString>) -> Vec<OsString> {
    if args.first().is_some_and(|first| first == "chaud") {
        args.remove(0);
    }
    let is_command = |first: &OsString| COMMANDS.iter().any(|command| OsStr::new(command) == first);
    if !args.first().is_some_and(is_command) {
        args.insert(0, "run".into());
    }
    args
}

#[cfg(unix)]
fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(path: &Path) -> bool {
    path.is_file()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_for_run_unless_they_name_a_command() {
        let check = |args: &str, expected: &str| {
            let args = args.split_whitespace().map(OsString::from).collect();
            let expected: Vec<_> = expected.split_whitespace().map(OsString::from).collect();
            assert_eq!(driver_arguments(args), expected);
        };
        check("", "run");
        check("chaud", "run");
        check("chaud -p game --release -- chaud run", "run -p game --release -- chaud run");
        check("chaud +nightly --bin a", "run +nightly --bin a");
        check("chaud run -p game", "run -p game");
        check("chaud doctor", "doctor");
        check("chaud --help", "--help");
        check("chaud -v", "run -v");
        check("chaud chaud", "run chaud");
        check("-p game", "run -p game");
    }
}
