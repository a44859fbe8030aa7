//! `RUSTC_WRAPPER=chaud-rustc`: for those whose build tool calls cargo. It does what the driver's shell script does for
//! `chaud run`: records each call for a crate of the user's, and links programs with hot reload through Chaud's linker
//! script. Then it becomes rustc.
//!
//! `CHAUD_RUSTC_WRAPPER` may name another wrapper, such as `sccache`, which is called in between.

mod call;
mod crates;
mod entries;
mod linking;
#[path = "../pass_on.rs"]
mod pass_on;
mod recording;

use std::env;
use std::ffi::OsString;
use std::io;
use std::process::{Command, ExitCode};

use call::Call;

fn main() -> ExitCode {
    let words: Vec<OsString> = env::args_os().skip(1).collect();
    let chained = env::var_os("CHAUD_RUSTC_WRAPPER").filter(|wrapper| !wrapper.is_empty());
    let Some(mut command) = pass_on::command(chained.iter().chain(&words)) else {
        eprintln!("error: `chaud-rustc` is for cargo: RUSTC_WRAPPER=chaud-rustc cargo run …");
        return ExitCode::from(pass_on::FAILURE);
    };
    if cfg!(target_os = "linux")
        && let Some(call) = Call::read(&words)
        && crates::is_local(&call)
        && let Err(error) = prepare(&call, &words, &mut command)
    {
        let Call { crate_name, .. } = &call;
        eprintln!("warning: chaud-rustc: `{crate_name}` will not be hot-reloaded: {error}");
    }
    pass_on::pass_on(command)
}

fn prepare(call: &Call, words: &[OsString], command: &mut Command) -> io::Result<()> {
    let is_hot = !call.is_for_build && crates::are_hot(call);
    let flags = if is_hot { entries::flags(call) } else { Vec::new() };
    recording::write(call, words, &flags)?;
    if !flags.is_empty() {
        command.args(flags).env("RUSTC_BOOTSTRAP", "1");
    }
    if is_hot && call.is_program && !call.lto {
        crates::note_unrecorded(call)?;
        linking::redirect(call, command)?;
    }
    Ok(())
}
