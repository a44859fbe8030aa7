#[derive(Debug)]
pub struct Point {
    pub x: u32,
}

pub fn point() -> Point {
    Point { x: 1 }
}
