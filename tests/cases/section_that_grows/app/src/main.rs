#[used]
#[unsafe(link_section = "numbers")]
static TEN: u32 = 10;

fn word() -> &'static str {
    "one"
}

fn main() {
    println!("= ready");
    for _ in std::io::stdin().lines() {
        println!("= {}", format!("{} {}", word(), table::sum()));
    }
}
