//! A module that a macro makes.

pub fn place() -> String {
    let number = 700;
    format!("{number} {}:{}", file!(), line!())
}
