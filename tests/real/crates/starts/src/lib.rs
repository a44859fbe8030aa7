use std::sync::Mutex;

pub static STARTED: Mutex<Vec<&str>> = Mutex::new(Vec::new());

#[ctor::ctor]
fn start() {
    STARTED.lock().unwrap().push("library");
}
