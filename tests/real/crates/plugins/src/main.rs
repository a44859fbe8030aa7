use plugins::Plugin;

inventory::submit! { Plugin("first") }
inventory::submit! { Plugin("second") }

fn main() {
    println!("{:?}", plugins::names());
}
