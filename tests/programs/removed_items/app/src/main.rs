use std::io::{Write, stdin, stdout};

fn main() {
    chaud::init!();
    let [gone, slot] = engine::pointers();
    let shape = engine::shape();
    std::thread::spawn(engine::spin);
    say("ready");
    for line in stdin().lines().map_while(Result::ok) {
        let answer = match &*line {
            "gone" => gone(1),
            "slot" => slot(1),
            "area" => shape.area(),
            "called" => engine::called(1),
            "spun" => engine::spun(),
            _ => fresh(),
        };
        say(&answer.to_string());
    }
}

#[chaud::hot]
fn fresh() -> u32 {
    engine::pointers().iter().map(|of| of(1)).sum()
}

fn say(text: &str) {
    let mut out = stdout().lock();
    writeln!(out, "= {text}").and_then(|()| out.flush()).unwrap();
}
