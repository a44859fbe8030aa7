#[inline(never)]
fn left(n: u32) -> u32 {
    n * 3 + 1
}

#[inline(never)]
fn right(n: u32) -> u32 {
    n * 3 + 1
}

fn main() {
    println!("= ready");
    for _ in std::io::stdin().lines() {
        println!("= {}", format!("{} {}", left(1), right(1)));
    }
}
