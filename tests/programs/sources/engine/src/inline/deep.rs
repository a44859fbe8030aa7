//! A file below an inline module.

pub fn place() -> String {
    let number = 200;
    format!("{number} {}:{}", file!(), line!())
}
