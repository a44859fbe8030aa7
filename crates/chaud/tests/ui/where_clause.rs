#[chaud::hot]
fn show(value: u64) -> String
where
    u64: ToString,
{
    value.to_string()
}

fn main() {}
