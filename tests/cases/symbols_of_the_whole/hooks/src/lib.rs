unsafe extern "C" {
    safe fn call_hook() -> i32;
}

#[unsafe(no_mangle)]
extern "C" fn hook() -> i32 {
    20
}

pub fn call() -> i32 {
    call_hook()
}
