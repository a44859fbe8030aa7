use std::sync::Mutex;

static NAMES: Mutex<Vec<&str>> = Mutex::new(Vec::new());

#[used]
#[unsafe(link_section = ".init_array")]
static REGISTER: extern "C" fn() = register_own;

extern "C" fn register_own() {
    register("first");
}

pub fn register(name: &'static str) {
    NAMES.lock().unwrap().push(name);
}

pub fn names() -> Vec<&'static str> {
    NAMES.lock().unwrap().clone()
}
