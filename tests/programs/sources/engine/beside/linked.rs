//! A file that a link leads to.

pub fn place() -> String {
    let number = 600;
    format!("{number} {}:{}", file!(), line!())
}
