use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

/// Values that outlive the code that made them.
pub struct Old {
    closure: Box<dyn Fn(u32) -> u32>,
    future: Pin<Box<dyn Future<Output = u32>>>,
    point: Point,
}

struct Point {
    x: u32,
    y: u32,
}

impl Old {
    pub fn new() -> Self {
        let mut future = start(1);
        let _ = poll(future.as_mut());
        Self { closure: adder(10), future, point: Point { x: 1, y: 2 } }
    }
}

pub fn answer(old: &Old, line: &str) -> String {
    match line {
        "later closure" => format!("{} {}", (old.closure)(1), adder(10)(1)),
        "later started" => block_on(start(1)).to_string(),
        "later point" => sum(&old.point).to_string(),
        "later small" => small().to_string(),
        _ => "what?".to_owned(),
    }
}

/// Goes on with the future that was started before any edit, then starts another one.
pub fn resume(old: &mut Old) -> String {
    let result = match poll(old.future.as_mut()) {
        Poll::Ready(value) => value.to_string(),
        Poll::Pending => "pending".to_owned(),
    };
    old.future = start(1);
    let _ = poll(old.future.as_mut());
    result
}

fn adder(n: u32) -> Box<dyn Fn(u32) -> u32> {
    Box::new(move |x| x + n)
}

fn start(x: u32) -> Pin<Box<dyn Future<Output = u32>>> {
    Box::pin(slow(x))
}

async fn slow(x: u32) -> u32 {
    Pause(false).await;
    x + 1
}

struct Pause(bool);

impl Future for Pause {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if self.0 {
            return Poll::Ready(());
        }
        self.0 = true;
        Poll::Pending
    }
}

fn poll(future: Pin<&mut dyn Future<Output = u32>>) -> Poll<u32> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}

pub fn block_on<F: Future<Output = u32>>(future: F) -> u32 {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(value) = poll(future.as_mut()) {
            return value;
        }
    }
}

/// Its future holds that of `inner`, whatever size that has.
pub async fn outer() -> u32 {
    inner(1).await + 1
}

async fn inner(x: u32) -> u32 {
    Pause(false).await;
    x + 10
}

pub fn apply(change: impl Fn(u32) -> u32) -> u32 {
    change(0)
}

fn sum(point: &Point) -> u32 {
    point.x + point.y
}

fn small() -> u32 {
    21
}
