pub fn extra() -> String {
    inner().to_owned()
}

#[inline(never)]
fn inner() -> &'static str {
    "extra"
}
