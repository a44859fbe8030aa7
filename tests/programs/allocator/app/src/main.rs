use std::io::{Write, stdin, stdout};

fn main() {
    chaud::init!();
    let (first, _) = engine::book();
    let mut kept = vec![engine::boxed()];
    say("ready");
    for _ in stdin().lines().map_while(Result::ok) {
        for number in 0..2000 {
            let number = Box::new(number);
            engine::drop_it(number);
        }
        let numbers: u32 = kept.drain(..).map(engine::drop_it).sum();
        kept.push(engine::boxed());
        drop(engine::boxed());
        let (now, text) = engine::book();
        say(&format!("{numbers} {} {text}", std::ptr::eq(first, now)));
    }
}

fn say(text: &str) {
    let mut out = stdout().lock();
    writeln!(out, "= {text}").and_then(|()| out.flush()).unwrap();
}
