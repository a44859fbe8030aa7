unsafe extern "C" {
    safe fn getpid() -> i32;
}

/// Only this crate needs the library of the cube root.
#[link(name = "m")]
unsafe extern "C" {
    safe fn cbrt(x: f64) -> f64;
}

pub fn facts() -> (i32, f64) {
    (getpid() + 0, cbrt(27.0))
}
