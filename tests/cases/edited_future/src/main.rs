use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

/// Lets others go on, once.
struct Yield(bool);

impl Future for Yield {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        let is_over = std::mem::replace(&mut self.0, true);
        if is_over { Poll::Ready(()) } else { Poll::Pending }
    }
}

async fn serve(n: u32) -> String {
    Yield(false).await;
    answer(n)
}

fn answer(n: u32) -> String {
    format!("answer one {n}")
}

async fn run() {
    println!("= ready");
    for (n, _) in (0..).zip(std::io::stdin().lines()) {
        println!("= {}", serve(n).await);
    }
}

fn main() {
    let mut running = pin!(run());
    let mut context = Context::from_waker(Waker::noop());
    while running.as_mut().poll(&mut context).is_pending() {}
}
