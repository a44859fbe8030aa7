//! Writes down a rustc call, as the driver reads it: program and arguments, environment, working directory.

use std::ffi::OsString;
use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::{env, process};

use crate::call::Call;

/// Records a call, and the switches that are added to it, beside the artifacts that it makes. Each file appears whole.
pub(crate) fn write(call: &Call, words: &[OsString], added: &[&str]) -> io::Result<()> {
    let folder = call.recording(&call.unit);
    make_folder(&folder)?;
    let mut args = Vec::new();
    for word in words {
        args.extend_from_slice(word.as_encoded_bytes());
        args.push(0);
    }
    let mut variables = Vec::new();
    for (name, value) in env::vars_os() {
        variables.extend_from_slice(name.as_encoded_bytes());
        variables.push(b'=');
        variables.extend_from_slice(value.as_encoded_bytes());
        variables.push(0);
    }
    let mut cwd = env::current_dir()?.into_os_string().into_encoded_bytes();
    cwd.push(b'\n');
    write_file(&folder.join("args"), &args, 0o600)?;
    write_file(&folder.join("env"), &variables, 0o600)?;
    write_file(&folder.join("cwd"), &cwd, 0o600)?;
    write_file(&folder.join("flags"), added.join(" ").as_bytes(), 0o600)
}

/// Makes a folder that only its owner can enter: the environment may hold secrets.
pub(crate) fn make_folder(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Writes a file that others may be reading.
pub(crate) fn write_file(path: &Path, bytes: &[u8], mode: u32) -> io::Result<()> {
    let fresh = path.with_extension(process::id().to_string());
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, mode);
    #[cfg(not(unix))]
    let _ = mode;
    options.open(&fresh)?.write_all(bytes)?;
    fs::rename(fresh, path)
}
