use std::{env, process::Command};

fn run(program: &str, args: &[&str]) {
    let status = Command::new(program).args(args).status().unwrap();
    assert!(status.success(), "{program} {args:?}");
}

fn main() {
    let out = env::var("OUT_DIR").unwrap();
    let object = format!("{out}/hooks.o");
    run("cc", &["-c", "-fPIC", "hooks.c", "-o", &object]);
    run("ar", &["rcs", &format!("{out}/libhooks_c.a"), &object]);
    println!("cargo::rustc-link-search=native={out}");
    println!("cargo::rustc-link-lib=static=hooks_c");
}
