use std::io::{Write, stdin, stdout};

fn main() {
    chaud::init!();
    let kept = engine::make();
    say("ready");
    while std::env::args().any(|word| word == "serve") {
        std::thread::sleep(std::time::Duration::from_secs(1));
    }
    for line in stdin().lines().map_while(Result::ok) {
        match &*line {
            "pid" => say(&std::process::id().to_string()),
            _ => say(&format!("{} {}", engine::show(&kept), engine::show(&engine::make()))),
        }
    }
}

fn say(text: &str) {
    let mut out = stdout().lock();
    writeln!(out, "= {text}").and_then(|()| out.flush()).unwrap();
}
