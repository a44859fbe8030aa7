//! Takes the dynamic loader's place, and ends the program when something is to be loaded.

use std::ffi::{c_char, c_int, c_void};
use std::sync::Mutex;

static END: Mutex<String> = Mutex::new(String::new());

/// Only asks for what is loaded already.
const RTLD_NOLOAD: c_int = 4;

unsafe extern "C" {
    fn dlsym(handle: *mut c_void, name: *const c_char) -> *mut c_void;
    fn kill(pid: c_int, signal: c_int) -> c_int;
}

/// How the program ends at the next load: `abort`, `hang`, `kill SIGNAL` or `exit CODE`.
pub fn end_by(how: &str) {
    how.clone_into(&mut END.lock().unwrap());
}

#[unsafe(no_mangle)]
extern "C" fn dlopen(path: *const c_char, flags: c_int) -> *mut c_void {
    if !path.is_null() && flags & RTLD_NOLOAD == 0 {
        end();
    }
    // SAFETY: the next one is the system's, and is called as this one was.
    unsafe {
        let next = dlsym(-1_isize as *mut c_void, c"dlopen".as_ptr());
        let next: extern "C" fn(*const c_char, c_int) -> *mut c_void = std::mem::transmute(next);
        next(path, flags)
    }
}

fn end() {
    let how = END.lock().unwrap().clone();
    match how.split_once(' ').unwrap_or((&how, "")) {
        ("abort", _) => std::process::abort(),
        ("exit", code) => std::process::exit(code.parse().unwrap()),
        ("kill", signal) => {
            let pid = std::process::id().cast_signed();
            // SAFETY: it only sends a signal.
            unsafe { kill(pid, signal.parse().unwrap()) };
            hang();
        }
        ("hang", _) => hang(),
        _ => {}
    }
}

fn hang() {
    loop {
        std::thread::park();
    }
}
