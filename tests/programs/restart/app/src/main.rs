use std::io::{Write, stdin, stdout};

include!(concat!(env!("OUT_DIR"), "/asset.rs"));

fn main() {
    chaud::init!();
    say("ready");
    while std::env::args().any(|word| word == "serve") {
        std::thread::sleep(std::time::Duration::from_secs(1));
    }
    for line in stdin().lines().map_while(Result::ok) {
        match &*line {
            "facts" => say(&facts()),
            "work" => say(&engine::work()),
            "pid" => say(&std::process::id().to_string()),
            "abort" => std::process::abort(),
            "arguments" => say(&std::env::args().skip(1).collect::<Vec<_>>().join(" ")),
            "exit" => std::process::exit(7),
            "ignore" => {
                // SAFETY: to ignore SIGTERM needs no handler.
                unsafe { signal(15, 1) };
                say("ignored");
            }
            _ => say("what?"),
        }
    }
}

unsafe extern "C" {
    fn signal(number: i32, handler: usize) -> usize;
}

fn facts() -> String {
    let loud = if cfg!(feature = "loud") { "loud" } else { "quiet" };
    let version = env!("CARGO_PKG_VERSION");
    format!("{ASSET} {} {loud} {version} {}", words::word!(), std::env::var("SHELL_WORD").unwrap())
}

fn say(text: &str) {
    let mut out = stdout().lock();
    writeln!(out, "= {text}").and_then(|()| out.flush()).unwrap();
}
