use std::io::{Write, stdin, stdout};

fn main() {
    chaud::init!();
    let kept = engine::make();
    say("ready");
    for line in stdin().lines().map_while(Result::ok) {
        match &*line {
            "kept" => say(&engine::show(&kept)),
            _ => say(&fresh()),
        }
    }
}

#[chaud::hot]
fn fresh() -> String {
    engine::show(&engine::make())
}

fn say(text: &str) {
    let mut out = stdout().lock();
    writeln!(out, "= {text}").and_then(|()| out.flush()).unwrap();
}
