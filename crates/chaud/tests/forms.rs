//! `forms/lib.rs` compiles without a warning: in every edition, without the feature, as a base and as a patch.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

const EDITIONS: [&str; 3] = ["2018", "2021", "2024"];

#[test]
fn cold() {
    check("cold", false, false);
}

#[test]
fn base() {
    check("base", true, false);
}

#[test]
fn patch() {
    check("patch", true, true);
}

/// Each has a workspace and target directory of its own, so that they may run at the same time.
fn check(name: &str, hot: bool, reload: bool) {
    let workspace = write_workspace(name);
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(&workspace).args(["clippy", "--quiet", "--workspace", "--offline"]);
    cargo.env("CARGO_TARGET_DIR", workspace.join("target")).env_remove("RUSTFLAGS");
    if hot {
        cargo.args(["--features", "hot"]);
    }
    if reload {
        cargo.env("__CHAUD_RELOAD", "1");
    } else {
        cargo.env_remove("__CHAUD_RELOAD");
    }
    let output = cargo.output().expect("cargo runs");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{name} does not compile:\n{errors}");
    assert!(errors.is_empty(), "{name} warns:\n{errors}");
}

fn write_workspace(name: &str) -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let workspace = Path::new(env!("CARGO_TARGET_TMPDIR")).join("forms").join(name);
    let mut members = String::new();
    for edition in EDITIONS {
        write!(members, "\"forms-{edition}\", ").unwrap();
        let manifest = format!(
            "[package]\nname = \"forms-{edition}\"\nedition = \"{edition}\"\n\
             [lib]\npath = '{here}/tests/forms/lib.rs'\n\
             [features]\nhot = [\"chaud/unsafe-hot-reload\"]\n\
             [dependencies]\nchaud = {{ package = 'chaud-live', path = '{here}' }}\n",
            here = here.display(),
        );
        write_if_new(&workspace.join(format!("forms-{edition}/Cargo.toml")), &manifest);
    }
    write_if_new(
        &workspace.join("Cargo.toml"),
        &format!("[workspace]\nresolver = \"2\"\nmembers = [{members}]\n"),
    );
    // The versions that are there already: the test needs no network.
    let lock = here.join("../Cargo.lock");
    if lock.exists() {
        fs::copy(lock, workspace.join("Cargo.lock")).unwrap();
    }
    workspace
}

fn write_if_new(path: &Path, text: &str) {
    if fs::read_to_string(path).is_ok_and(|old| old == text) {
        return;
    }
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}
