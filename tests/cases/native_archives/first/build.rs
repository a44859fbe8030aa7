use std::{env, process::Command};

fn run(program: &str, args: &[&str]) {
    let status = Command::new(program).args(args).status().unwrap();
    assert!(status.success(), "{program} {args:?}");
}

/// An archive whose symbols are hidden: whoever links it may use them.
fn main() {
    let out = env::var("OUT_DIR").unwrap();
    let name = env::var("CARGO_PKG_NAME").unwrap();
    let archive = format!("{out}/lib{name}_c.a");
    for file in ["count", "name", "value"] {
        let (source, object) = (format!("{file}.c"), format!("{out}/{file}.o"));
        if std::fs::exists(&source).unwrap() {
            let flags = ["-c", "-fPIC", "-fvisibility=hidden"];
            run("cc", &[&flags[..], &[&source, "-o", &object]].concat());
            run("ar", &["rcs", &archive, &object]);
        }
    }
    println!("cargo::rustc-link-search=native={out}");
    println!("cargo::rustc-link-lib=static={name}_c");
}
