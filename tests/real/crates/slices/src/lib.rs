use linkme::distributed_slice;

#[distributed_slice]
pub static NAMES: [&'static str];

#[distributed_slice]
pub static FUNCTIONS: [fn(u32) -> u32];

#[distributed_slice(NAMES)]
static LIBRARY: &str = "library";

mod deep {
    #[linkme::distributed_slice(super::FUNCTIONS)]
    fn double(x: u32) -> u32 {
        2 * x
    }
}
