use traced::traced;

#[traced]
fn work() -> &'static str {
    "work one"
}

fn other() -> &'static str {
    "other one"
}

fn main() {
    println!("= ready");
    for _ in std::io::stdin().lines() {
        println!("= {}", format!("{}, {}", work(), other()));
    }
}
