// All that is wrong is said at once.
#[chaud::hot(fast)]
#[target_feature(enable = "sse2")]
const unsafe extern "C" fn step<T>((one, _): (T, T), mut other: impl Copy) -> impl Copy
where
    T: Copy,
{
    Self::STEP
}

fn main() {}
