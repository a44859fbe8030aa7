pub struct Plugin(pub &'static str);

inventory::collect!(Plugin);

inventory::submit! { Plugin("library") }

pub fn names() -> Vec<&'static str> {
    inventory::iter::<Plugin>.into_iter().map(|plugin| plugin.0).collect()
}
