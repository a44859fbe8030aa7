//! Hands this process over to another program.

use std::ffi::OsStr;
use std::process::{Command, ExitCode};

/// What cargo exits with when it fails.
pub(crate) const FAILURE: u8 = 101;

/// Becomes the program that `command` describes, or runs it where that is not possible; returns its exit code, or says
/// why it could not be started.
pub(crate) fn pass_on(mut command: Command) -> ExitCode {
    #[cfg(unix)]
    let error = std::os::unix::process::CommandExt::exec(&mut command);
    #[cfg(not(unix))]
    let error = match command.status() {
        Ok(status) => return ExitCode::from(status.code().map_or(FAILURE, code)),
        Err(error) => error,
    };
    let program = command.get_program().display();
    eprintln!("error: failed to start `{program}`: {error}");
    ExitCode::from(FAILURE)
}

/// Describes a call of `words`, the first of which is the program; `None` if there are no words.
pub(crate) fn command<S: AsRef<OsStr>>(words: impl IntoIterator<Item = S>) -> Option<Command> {
    let mut words = words.into_iter();
    let mut command = Command::new(words.next()?);
    command.args(words);
    Some(command)
}

#[cfg(not(unix))]
fn code(code: i32) -> u8 {
    u8::try_from(code).unwrap_or(FAILURE)
}
