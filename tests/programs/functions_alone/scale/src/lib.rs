//! What the engine depends on.

pub fn scaled(n: u32) -> u32 {
    factor() * n
}

fn factor() -> u32 {
    2
}

/// Calls a function of the crate that uses it.
#[macro_export]
macro_rules! by_its_name {
    () => {
        only_here()
    };
}
