//! May a patch go live? Only if what it stages has the same types as what is running.

use crate::item::{Item, Kind};
use crate::protocol::{Reason, Refusal};

/// Compares every item of a patch with the running one that `running` finds, which for a new item is itself or nothing.
pub(crate) fn validate<'a>(
    items: impl IntoIterator<Item = &'a Item>,
    running: impl Fn(&str) -> Option<&'static Item>,
) -> Result<(), Refusal> {
    let mut details = Vec::new();
    for new in items {
        match running(new.name) {
            Some(old) if !agree(old, new) => details.push(difference(old, new)),
            _ => {}
        }
    }
    if details.is_empty() { Ok(()) } else { Err(Refusal { reason: Reason::Type, details }) }
}

fn agree(old: &Item, new: &Item) -> bool {
    std::ptr::eq(old, new)
        || old.kind == new.kind
            && same_text(old.type_text, new.type_text)
            && old.layout == new.layout
}

/// Equal but for white space: how tokens are spaced depends on formatting and on the compiler's version.
fn same_text(old: &str, new: &str) -> bool {
    let old = old.chars().filter(|letter| !letter.is_whitespace());
    old.eq(new.chars().filter(|letter| !letter.is_whitespace()))
}

/// `name: running type → new type`, with the sizes where the types read the same.
fn difference(old: &Item, new: &Item) -> String {
    let name = new.path();
    if old.kind != new.kind {
        return format!("{name}: {} → {}", word(old.kind), word(new.kind));
    }
    if !same_text(old.type_text, new.type_text) {
        return format!("{name}: {} → {}", old.type_text, new.type_text);
    }
    format!("{name}: {} → {}", with_layout(old), with_layout(new))
}

fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::Function => "hot function",
        Kind::Static => "persisted static",
    }
}

fn with_layout(item: &Item) -> String {
    let parts = item.layout.iter().map(|(size, align)| format!("{size} bytes, align {align}"));
    format!("{} ({})", item.type_text, parts.collect::<Vec<_>>().join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;

    static STEP: Item =
        Item::function("demo::step$demo$1.0.0", "fn(u64) -> State", &[(8, 8), (16, 8)]);
    static STATE: Item = Item::persisted::<u64>("demo::STATE$demo$1.0.0", "State");

    fn running(name: &str) -> Option<&'static Item> {
        [&STEP, &STATE].into_iter().find(|item| item.name == name)
    }

    #[test]
    fn refuses_what_differs_from_the_running_item() {
        let check = |new: Item, expected: Option<&str>| {
            let refusal = validate([&new], running).err();
            let details = refusal.map(|refusal| refusal.details.join("\n"));
            assert_eq!(details.as_deref(), expected);
        };
        check(Item::persisted::<u64>("demo::STATE$demo$1.0.0", " State "), None);
        check(Item::persisted::<u8>("demo::NEW$demo$1.0.0", "u8"), None);
        check(Item::function("demo::step$demo$1.0.0", "fn(u64)->State", &[(8, 8), (16, 8)]), None);
        check(
            Item::function("demo::step$demo$1.0.0", "fn(u32) -> State", &[(4, 4), (16, 8)]),
            Some("demo::step: fn(u64) -> State → fn(u32) -> State"),
        );
        check(
            Item::persisted::<u32>("demo::STATE$demo$1.0.0", "State"),
            Some("demo::STATE: State (8 bytes, align 8) → State (4 bytes, align 4)"),
        );
        check(
            Item::persisted::<u64>("demo::step$demo$1.0.0", "fn(u64) -> State"),
            Some("demo::step: hot function → persisted static"),
        );
    }

    #[test]
    fn tells_all_differences_at_once() {
        let step = Item::function("demo::step$demo$1.0.0", "fn()", &[(0, 1)]);
        let state = Item::persisted::<u8>("demo::STATE$demo$1.0.0", "u8");
        let refusal = validate([&step, &state], running).unwrap_err();
        assert_eq!(refusal.reason, Reason::Type);
        assert_eq!(refusal.details.len(), 2);
    }
}
