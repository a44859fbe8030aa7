use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};

fn word() -> &'static str {
    "one"
}

/// Starts a program that waits for its input, by a fork or without one.
fn start(is_forked: bool) -> Child {
    let mut command = Command::new("cat");
    command.stdin(Stdio::piped()).stdout(Stdio::null());
    if is_forked {
        // SAFETY: the closure does nothing.
        unsafe { command.pre_exec(|| Ok(())) };
    }
    command.spawn().unwrap()
}

fn main() {
    println!("= ready");
    let mut children = Vec::new();
    for _ in std::io::stdin().lines() {
        children.extend([true, false].map(start));
        println!("= {} {}", word(), children.len());
    }
    for mut child in children {
        drop(child.stdin.take());
        child.wait().unwrap();
    }
}
