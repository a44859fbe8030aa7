unsafe extern "C" {
    #[link_name = "__start_numbers"]
    static FIRST: u32;
    #[link_name = "__stop_numbers"]
    static END: u32;
}

#[used]
#[unsafe(link_section = "numbers")]
static ONE: u32 = 1;

/// The linker says where the section begins and ends.
pub fn sum() -> u32 {
    let (mut at, end) = (&raw const FIRST, &raw const END);
    let mut sum = 0;
    while at < end {
        // SAFETY: whoever puts something into the section puts a number.
        sum += unsafe { *at };
        // SAFETY: not beyond its end.
        at = unsafe { at.add(1) };
    }
    sum
}
