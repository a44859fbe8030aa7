//! Looks at the package from outside.

#[test]
fn doubles() {
    assert_eq!(shapes::twice(4u8), 8);
}

#[test]
fn limit() {
    assert_eq!(shapes::LIMIT, 10);
}
