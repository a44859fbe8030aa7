#[inline(never)]
fn word() -> &'static str {
    "one"
}

pub fn serve() {
    println!("= ready");
    for _ in std::io::stdin().lines() {
        println!("= {}", word());
    }
}
