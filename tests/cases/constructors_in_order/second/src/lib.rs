#[used]
#[unsafe(link_section = ".init_array")]
static REGISTER: extern "C" fn() = register;

extern "C" fn register() {
    first::register("second");
}

pub fn two() -> i32 {
    2
}
