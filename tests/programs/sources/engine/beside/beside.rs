//! A file outside of the folder of the crate root.

pub fn place() -> String {
    let number = 400;
    format!("{number} {}:{}", file!(), line!())
}
