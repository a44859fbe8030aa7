use anyhow::Context;

fn main() -> anyhow::Result<()> {
    let document = data::read(r#"{"title": "t", "values": {"z": 1, "a": 2}}"#)?;
    println!("{document:?}");
    println!("{}", serde_json::to_string_pretty(&document)?);
    let trouble = data::read("[").context("the second document").unwrap_err();
    println!("{trouble:#} {}", trouble.is::<data::Trouble>());
    Ok(())
}
