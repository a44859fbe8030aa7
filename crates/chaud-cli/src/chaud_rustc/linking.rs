//! Sends the link of a program through Chaud's linker script.

use std::fs;
use std::io;
use std::process::Command;

use crate::call::Call;
use crate::recording::write_file;

/// A copy of `lib/build/scripts/linker.sh`, which a test compares it with.
const SCRIPT: &str = include_str!("linker.sh");

/// Makes the call link a base: the script finds what it needs in the environment.
pub(crate) fn redirect(call: &Call, command: &mut Command) -> io::Result<()> {
    let folder = call.folder();
    // rustc guesses from the name how to talk to a linker.
    let script = folder.join("chaud-cc");
    if !fs::read(&script).is_ok_and(|old| old == SCRIPT.as_bytes()) {
        write_file(&script, SCRIPT.as_bytes(), 0o700)?;
    }
    let mut linker = std::ffi::OsString::from("-Clinker=");
    linker.push(script);
    command
        .arg(linker)
        .env("CHAUD_BASE", folder.join(&call.unit))
        .env("CHAUD_FOLDER", folder)
        .env("CHAUD_LINKER", call.linker.as_deref().unwrap_or("cc"))
        .env("CHAUD_RUSTC", &call.rustc);
    Ok(())
}
