pub fn value() -> u32 {
    leaf::value() + leaf::pair().first + 100
}
