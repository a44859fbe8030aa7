//! What the macros refuse, and the sentences with which they do. `TRYBUILD=overwrite` records them anew.

#[test]
fn limits_are_named() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}
