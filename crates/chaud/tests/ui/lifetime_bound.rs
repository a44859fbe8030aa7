#[chaud::hot]
fn first<'a, 'b: 'a>(one: &'a str, _other: &'b str) -> &'a str {
    one
}

fn main() {}
