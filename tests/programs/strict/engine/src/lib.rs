pub struct Point {
    pub x: u32,
    pub y: u32,
}

pub fn make() -> Point {
    Point { x: 1, y: 2 }
}

pub fn show(point: &Point) -> String {
    format!("first {} {}", point.x, point.y)
}
