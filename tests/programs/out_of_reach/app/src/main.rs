mod acts;

use std::io::{Write, stdin, stdout};

fn main() {
    chaud::init!();
    say("ready");
    for line in stdin().lines().map_while(Result::ok) {
        match line.split_once(' ').unwrap_or((&line, "")) {
            ("work", _) => say(&engine::work()),
            ("pid", _) => say(&std::process::id().to_string()),
            ("cut", _) => {
                acts::cut_sockets();
                say("cut");
            }
            ("open", _) => {
                acts::open_all();
                say("none left");
            }
            ("close", _) => {
                acts::close_all();
                say("closed");
            }
            ("fork", _) => say(&acts::fork_worker().to_string()),
            ("leave", root) => {
                std::os::unix::fs::chroot(root).unwrap();
                say("gone");
            }
            _ => say("what?"),
        }
    }
}

fn say(text: &str) {
    let mut out = stdout().lock();
    writeln!(out, "= {text}").and_then(|()| out.flush()).unwrap();
}
