unsafe extern "C" {
    safe fn other_name() -> i32;
}

fn word() -> &'static str {
    "one"
}

fn main() {
    println!("= ready");
    for _ in std::io::stdin().lines() {
        let values = (other_name(), hooks::call());
        println!("= {}", format!("{} {values:?}", word()));
    }
}
