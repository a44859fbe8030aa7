use std::{env, process::Command};

fn run(program: &str, args: &[&str]) {
    let status = Command::new(program).args(args).status().unwrap();
    assert!(status.success(), "{program} {args:?}");
}

/// An archive of which one member needs what nobody has.
fn main() {
    let out = env::var("OUT_DIR").unwrap();
    let archive = format!("{out}/libcsys.a");
    for name in ["used", "unused"] {
        let (source, object) = (format!("{name}.c"), format!("{out}/{name}.o"));
        run("cc", &["-c", "-fPIC", &source, "-o", &object]);
        run("ar", &["rcs", &archive, &object]);
    }
    println!("cargo::rustc-link-search=native={out}");
    println!("cargo::rustc-link-lib=static=csys");
}
