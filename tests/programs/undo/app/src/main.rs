use std::io::{Write, stdin, stdout};

fn main() {
    chaud::init!();
    leaf::turn();
    say("ready");
    for line in stdin().lines().map_while(Result::ok) {
        match line.as_str() {
            "turned" => say(&leaf::turned().to_string()),
            _ => say(&values()),
        }
    }
}

fn values() -> String {
    let own = own();
    format!("{} {} {} {own}", leaf::value(), mid::value(), leaf::hot(1))
}

fn own() -> u32 {
    1000
}

fn say(text: &str) {
    let mut out = stdout().lock();
    writeln!(out, "= {text}").and_then(|()| out.flush()).unwrap();
}
