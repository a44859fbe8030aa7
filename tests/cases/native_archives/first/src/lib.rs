unsafe extern "C" {
    safe fn next_count() -> i32;
    /// Of the same member as the counter.
    pub safe fn peek_count() -> i32;
}

pub fn next() -> i32 {
    next_count() + 0
}
