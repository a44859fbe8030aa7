use plugins::Plugin;

inventory::submit! { Plugin("first") }
inventory::submit! { Plugin("second") }

fn main() {
    // In what order they come is rustc's choice, by the names of symbols.
    let mut names = plugins::names();
    names.sort_unstable();
    println!("{names:?}");
}
