use std::io::{BufRead, BufReader, PipeReader, PipeWriter, Write, pipe};

unsafe extern "C" {
    fn fork() -> i32;
}

fn word() -> &'static str {
    "one"
}

/// A process that answers what it is asked.
struct Worker(PipeWriter, BufReader<PipeReader>);

impl Worker {
    /// Forks one, as servers do before they accept anybody.
    fn start() -> Self {
        let (questions, to_worker) = pipe().unwrap();
        let (answers, mut from_worker) = pipe().unwrap();
        // SAFETY: the new process runs on as this one would.
        if unsafe { fork() } == 0 {
            drop((to_worker, answers));
            for _ in BufReader::new(questions).lines() {
                writeln!(from_worker, "{}", word()).unwrap();
            }
            std::process::exit(0);
        }
        Self(to_worker, BufReader::new(answers))
    }

    fn ask(&mut self) -> String {
        writeln!(self.0, "?").unwrap();
        let mut answer = String::new();
        self.1.read_line(&mut answer).unwrap();
        answer.trim().to_owned()
    }
}

fn main() {
    if std::env::args().any(|word| word == "--threads") {
        std::thread::spawn(std::thread::park);
    }
    let mut workers = [Worker::start(), Worker::start()];
    println!("= ready");
    for _ in std::io::stdin().lines() {
        let [first, second] = workers.each_mut().map(Worker::ask);
        println!("= {} {first} {second}", word());
    }
}
