#[chaud::hot]
fn show(value: &impl ToString) -> String {
    value.to_string()
}

#[chaud::hot]
fn numbers() -> Option<impl Iterator<Item = u64>> {
    Some(0..3)
}

fn main() {}
