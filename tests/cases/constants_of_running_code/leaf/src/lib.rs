pub const WANTED: u32 = 1;

pub fn word(n: u32) -> &'static str {
    match n {
        WANTED => "wanted",
        _ => "other",
    }
}
