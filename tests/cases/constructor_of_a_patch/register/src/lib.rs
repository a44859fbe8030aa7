use std::sync::Mutex;

static ALL: Mutex<Vec<&'static str>> = Mutex::new(Vec::new());

pub fn add(name: &'static str) {
    ALL.lock().unwrap().push(name);
}

pub fn all() -> String {
    format!("{:?}", ALL.lock().unwrap())
}
