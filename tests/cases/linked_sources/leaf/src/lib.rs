mod chain;
mod folder;
mod linked;
mod plain;

pub fn values() -> String {
    format!(
        "leaf {} {} {} {} {}",
        chain::value(),
        folder::value(),
        linked::value(),
        plain::value(),
        include_str!("text.txt").trim(),
    )
}
