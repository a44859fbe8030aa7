unsafe extern "C" {
    safe fn second_name() -> i32;
}

pub fn peek() -> i32 {
    first::peek_count()
}

/// The linker takes the first of two functions of one name.
pub fn name() -> i32 {
    second_name()
}
