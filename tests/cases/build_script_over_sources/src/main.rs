mod words;

fn main() {
    println!("= ready");
    for _ in std::io::stdin().lines() {
        println!("= {}", format!("{} {}", env!("COUNT"), words::word()));
    }
}
