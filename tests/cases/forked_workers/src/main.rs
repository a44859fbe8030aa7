use std::io::{Read, Write};
use std::os::unix::net::UnixStream;

unsafe extern "C" {
    fn fork() -> i32;
}

fn word() -> &'static str {
    "one"
}

/// Answers each byte with a word, in a process of its own.
fn start_worker() -> UnixStream {
    let (ours, mut theirs) = UnixStream::pair().unwrap();
    // SAFETY: there is no other thread that holds a lock which the child needs.
    if unsafe { fork() } == 0 {
        drop(ours);
        let mut request = [0];
        while theirs.read(&mut request).is_ok_and(|count| count == 1) {
            theirs.write_all(format!("{:8}", word()).as_bytes()).unwrap();
        }
        std::process::exit(0);
    }
    ours
}

fn main() {
    let mut worker = start_worker();
    println!("= ready");
    for _ in std::io::stdin().lines() {
        let mut answer = [0; 8];
        worker.write_all(b"?").unwrap();
        worker.read_exact(&mut answer).unwrap();
        println!("= {} worker {}", word(), String::from_utf8_lossy(&answer).trim());
    }
}
