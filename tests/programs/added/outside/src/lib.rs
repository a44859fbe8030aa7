pub fn outside() -> u32 {
    1
}
