use std::cell::Cell;
thread_local! {
    static FIRST: Cell<u64> = const { Cell::new(41) };
    static SECOND: Cell<u8> = const { Cell::new(7) };
}
#[unsafe(no_mangle)]
pub extern "C" fn next() -> u64 {
    FIRST.set(FIRST.get() + u64::from(SECOND.get()));
    FIRST.get()
}
fn main() {
    next();
    let path = std::env::args().nth(1).unwrap();
    println!("{}", load(&path));
}
fn load(path: &str) -> u64 {
    unsafe extern "C" {
        fn dlopen(path: *const u8, flags: i32) -> *mut u8;
        fn dlsym(library: *mut u8, name: *const u8) -> *mut u8;
    }
    let path = format!("{path}\0");
    unsafe {
        let library = dlopen(path.as_ptr(), 2);
        let next = dlsym(library, c"next".as_ptr().cast());
        let next: extern "C" fn() -> u64 = std::mem::transmute(next);
        next()
    }
}
