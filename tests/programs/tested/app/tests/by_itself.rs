//! Has no harness: it is run whole.

fn main() {
    assert!(shapes::LIMIT > 5, "too low");
}
