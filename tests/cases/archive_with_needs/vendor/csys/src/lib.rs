unsafe extern "C" {
    safe fn used() -> i32;
}

pub fn five() -> i32 {
    used()
}
