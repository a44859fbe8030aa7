#[chaud::hot]
fn name<'a>() -> &'a str {
    "name"
}

fn main() {}
