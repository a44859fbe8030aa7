include!(concat!(env!("OUT_DIR"), "/generated.rs"));

fn word() -> &'static str {
    "word"
}

fn main() {
    println!("= ready");
    for _ in std::io::stdin().lines() {
        println!("= {}", format!("{} {:?}", word(), generated()));
    }
}
