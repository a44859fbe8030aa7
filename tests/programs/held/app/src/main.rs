use parts::{Other, Point, Routes, Worker};
use std::io::{Write, stdin, stdout};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

fn system(n: u32) -> String {
    format!("system one {n}")
}

fn stepped(n: u32) -> String {
    format!("stepped one {n}")
}

async fn later(n: u32) -> String {
    format!("later one {n}")
}

fn wait(future: impl Future<Output = String>) -> String {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(answer) => answer,
        Poll::Pending => "pending".into(),
    }
}

fn set_up(routes: &mut Routes) -> Worker {
    routes.add("system", system);
    routes.add("stepped", |n: u32| stepped(n));
    routes.add("later", |n: u32| wait(later(n)));
    parts::register(routes);
    parts::start()
}

fn main() {
    chaud::init!();
    let mut routes = Routes::default();
    let worker = set_up(&mut routes);
    let (point, other) = (Point { x: 1 }, Other { y: 2 });
    say("ready");
    for line in stdin().lines().map_while(Result::ok) {
        match &*line {
            "main" => say("main one"),
            "serve" => say(&worker.ask(1)),
            "again" => say(&parts::again(2)),
            "show" => say(&parts::show(&point, &other)),
            "plain" => say(&parts::plain(1).to_string()),
            name => say(&routes.call(name, 1)),
        }
    }
}

fn say(text: &str) {
    let mut out = stdout().lock();
    writeln!(out, "= {text}").and_then(|()| out.flush()).unwrap();
}
