//! What the engine depends on.

pub fn scaled(n: u32) -> u32 {
    factor() * n
}

fn factor() -> u32 {
    2
}
