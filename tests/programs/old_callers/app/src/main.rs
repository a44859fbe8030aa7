use std::future::Future;
use std::io::{Write, stdin, stdout};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

fn main() {
    chaud::init!();
    let kept = leaf::make();
    say("ready");
    for line in stdin().lines().map_while(Result::ok) {
        let answer = match line.as_str() {
            "kept" => mid::pass(&kept) + leaf::sum(&kept),
            "made" => leaf::sum(&leaf::make()),
            "numbers" => leaf::numbers().sum(),
            "later" => block_on(leaf::later()),
            "scaled" => leaf::scaled(20) + private(1),
            "version" => leaf::version(),
            _ => {
                say(&fresh());
                continue;
            }
        };
        say(&answer.to_string());
    }
}

/// All of it, from a function of which every call is a new one.
#[chaud::hot]
fn fresh() -> String {
    let point = leaf::make();
    let sums = mid::pass(&point) + leaf::sum(&point);
    let numbers: u32 = leaf::numbers().sum();
    let later = block_on(leaf::later());
    let scaled = leaf::scaled(20) + private(1);
    format!("{sums} {numbers} {later} {scaled} {}", leaf::version())
}

#[inline(never)]
fn private(n: u32) -> u32 {
    n
}

fn block_on<F: Future<Output = u32>>(future: F) -> u32 {
    let mut future = pin!(future);
    loop {
        let mut context = Context::from_waker(Waker::noop());
        if let Poll::Ready(value) = future.as_mut().poll(&mut context) {
            return value;
        }
    }
}

fn say(text: &str) {
    let mut out = stdout().lock();
    writeln!(out, "= {text}").and_then(|()| out.flush()).unwrap();
}
