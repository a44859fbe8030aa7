//! What a program may hold, or run, in an old version.

use std::fmt;
use std::sync::mpsc::{Receiver, Sender, channel};

/// What is called by its name in a table, as a route is.
type Handler = Box<dyn Fn(u32) -> String>;

#[derive(Default)]
pub struct Routes(Vec<(&'static str, Handler)>);

/// Systems take what they need: any of these can be one.
pub trait System<Needs> {
    fn boxed(self) -> Handler;
}

impl<F: Fn(u32) -> String + 'static> System<(u32,)> for F {
    fn boxed(self) -> Handler {
        Box::new(self)
    }
}

impl<F: Fn(u32, u32) -> String + 'static> System<(u32, u32)> for F {
    fn boxed(self) -> Handler {
        Box::new(move |n| self(n, 1000))
    }
}

impl Routes {
    pub fn add<N>(&mut self, name: &'static str, system: impl System<N>) {
        self.0.push((name, system.boxed()));
    }

    pub fn call(&self, name: &str, n: u32) -> String {
        let found = self.0.iter().find(|(route, _)| *route == name);
        found.map_or("none".into(), |(_, handler)| handler(n))
    }
}

/// Called for what comes in, and ends with the program.
pub fn serve(requests: Receiver<u32>, answers: Sender<String>) {
    for request in requests {
        let answer = format!("serve one {}", request + 1);
        answers.send(answer).unwrap();
    }
}

pub struct Worker {
    requests: Sender<u32>,
    answers: Receiver<String>,
}

pub fn start() -> Worker {
    let (requests, received) = channel();
    let (sent, answers) = channel();
    std::thread::spawn(move || serve(received, sent));
    Worker { requests, answers }
}

impl Worker {
    pub fn ask(&self, n: u32) -> String {
        self.requests.send(n).unwrap();
        self.answers.recv().unwrap()
    }
}

pub fn register(routes: &mut Routes) {
    routes.add("closure", |n: u32| format!("closure one {n}"));
}

pub fn again(n: u32) -> String {
    (1..=n).map(|k| (k * 10).to_string()).collect::<Vec<_>>().join("+")
}

#[derive(Debug)]
pub struct Point {
    pub x: u32,
}

pub struct Other {
    pub y: u32,
}

pub fn show(point: &Point, other: &Other) -> String {
    format!("{point:?} {}", other.y)
}

pub fn plain(n: u32) -> Shown {
    Shown(n)
}

pub struct Shown(u32);

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "plain one {}", self.0)
    }
}
