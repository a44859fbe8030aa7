#[chaud::hot]
fn show<T: ToString>(value: T) -> String {
    value.to_string()
}

#[chaud::hot]
fn sum<const N: usize>(values: [u64; N]) -> u64 {
    values.iter().sum()
}

fn main() {}
