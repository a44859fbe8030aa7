//! A file that an attribute names.

pub fn place() -> String {
    let number = 300;
    format!("{number} {}:{}", file!(), line!())
}
