pub struct Point {
    pub x: u32,
    pub y: u32,
}

#[inline(never)]
pub fn make() -> Point {
    Point { x: 1, y: 2 }
}

#[inline(never)]
pub fn sum(point: &Point) -> u32 {
    point.x + point.y
}

pub fn numbers() -> impl Iterator<Item = u32> {
    let step = 1;
    (0..3).map(move |n| n * step)
}

pub async fn later() -> u32 {
    let part = 5;
    std::future::ready(()).await;
    part
}

#[inline(never)]
pub fn scaled(n: u32) -> u32 {
    n * 2
}

#[inline(never)]
pub fn version() -> u32 {
    1
}
