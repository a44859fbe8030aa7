use std::collections::BTreeMap;

struct Words(BTreeMap<u32, &'static str>);

fn word() -> String {
    let words = Words([(1, "one")].into());
    words.0.values().copied().collect()
}

fn main() {
    println!("= ready");
    for _ in std::io::stdin().lines() {
        println!("= {}", word());
    }
}
