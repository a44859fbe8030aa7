#[chaud::persist]
#[unsafe(no_mangle)]
static COUNT: u64 = 0;

#[chaud::persist]
#[unsafe(export_name = "total")]
static TOTAL: u64 = 0;

#[chaud::persist]
#[cfg_attr(debug_assertions, unsafe(no_mangle))]
static SOMETIMES: u64 = 0;

fn main() {}
