//! Which crates are the user's own, and which of them are built for hot reload. The shell script need not ask: cargo
//! calls it for crates of the workspace only, and the driver has switched hot reload on.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::call::Call;
use crate::recording::make_folder;

/// Chaud's own crates: they stay in the executable.
const OWN: [&str; 3] = ["chaud", "chaud_macros", "chaud_runtime"];

/// Whether the crate comes neither from a registry nor from a git repository, and is none of Chaud's.
pub(crate) fn is_local(call: &Call) -> bool {
    let package = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    !OWN.contains(&call.crate_name.as_str()) && package.is_none_or(|package| !is_fetched(&package))
}

/// Whether cargo fetched what is at `path`, or somebody vendored it.
fn is_fetched(path: &Path) -> bool {
    let home = env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cargo")));
    home.is_some_and(|home| {
        ["registry", "git"].iter().any(|each| path.starts_with(home.join(each)))
    }) || path.ancestors().take(4).any(|folder| folder.join(".cargo-checksum.json").exists())
}

/// Whether one of the crates that a call depends on, directly or through other recorded crates, is `chaud` with hot
/// reload on.
pub(crate) fn are_hot(call: &Call) -> bool {
    let mut seen = BTreeSet::new();
    let mut pending = call.externs.clone();
    while let Some(path) = pending.pop() {
        let Some(unit) = unit_of(&path) else { continue };
        if crate_of(unit) == "chaud" && is_hot_chaud(&path.with_file_name(format!("{unit}.d"))) {
            return true;
        }
        if seen.insert(unit.to_owned()) {
            pending.extend(recorded_externs(&call.recording(unit)));
        }
    }
    false
}

/// The dep-info of the crate `chaud` names this file of it only where hot reload is on.
fn is_hot_chaud(dep_info: &Path) -> bool {
    fs::read_to_string(dep_info).is_ok_and(|text| text.contains("/src/platform.rs"))
}

fn recorded_externs(recording: &Path) -> Vec<PathBuf> {
    let args = fs::read_to_string(recording.join("args")).unwrap_or_default();
    let words: Vec<_> = args.split_terminator('\0').map(Into::into).collect();
    Call::read(&words).map(|call| call.externs).unwrap_or_default()
}

/// Leaves an empty recording for each crate of the user's that has none, because cargo found it fresh: it becomes a
/// dylib as well, and the driver will record it.
pub(crate) fn note_unrecorded(call: &Call) -> io::Result<()> {
    let deps = call.output.with_file_name("deps");
    for entry in fs::read_dir(&deps)? {
        let path = entry?.path();
        let Some(unit) = unit_of(&path) else { continue };
        let recording = call.recording(unit);
        let is_candidate =
            path.extension().is_some_and(|kind| kind == "rlib") && !OWN.contains(&crate_of(unit));
        if !is_candidate || recording.exists() {
            continue;
        }
        let dep_info = fs::read_to_string(deps.join(format!("{unit}.d"))).unwrap_or_default();
        if first_source(&dep_info).is_some_and(|source| !is_fetched(&source)) {
            make_folder(&recording)?;
        }
    }
    Ok(())
}

/// The first file that a crate was made from.
fn first_source(dep_info: &str) -> Option<PathBuf> {
    let (_, sources) = dep_info.lines().next()?.split_once(": ")?;
    // A space in a path is written with a backslash.
    let mut path = String::new();
    for part in sources.split(' ') {
        path.push_str(part);
        if !path.ends_with('\\') {
            return Some(PathBuf::from(path));
        }
        path.pop();
        path.push(' ');
    }
    None
}

/// `<crate>-<hash>` of a library's path.
fn unit_of(path: &Path) -> Option<&str> {
    path.file_stem()?.to_str()?.strip_prefix("lib")
}

fn crate_of(unit: &str) -> &str {
    unit.rsplit_once('-').map_or(unit, |(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_first_source() {
        let check = |dep_info: &str, expected: Option<&str>| {
            assert_eq!(first_source(dep_info).as_deref(), expected.map(Path::new));
        };
        check(
            "/t/libcold-1.rlib: /w/cold/src/lib.rs /w/cold/src/a.rs\n",
            Some("/w/cold/src/lib.rs"),
        );
        check("/t/a.d: cold/src/lib.rs\n\ncold/src/lib.rs:\n", Some("cold/src/lib.rs"));
        check(r"/my\ t/a.d: /my\ w/my\ cold/src/lib.rs /w/b.rs", Some("/my w/my cold/src/lib.rs"));
        check("", None);
    }

    #[test]
    fn takes_units_from_paths() {
        let unit = unit_of(Path::new("/t/deps/libchaud_macros-1f.so"));
        assert_eq!(unit, Some("chaud_macros-1f"));
        assert_eq!(crate_of("chaud_macros-1f"), "chaud_macros");
        assert_eq!(crate_of("chaud-1f"), "chaud");
    }
}
