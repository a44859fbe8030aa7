fn word() -> &'static str {
    "word one"
}

/// Never returns while the program has something to do.
fn serve() {
    for _ in std::io::stdin().lines() {
        println!("= {} served one", word());
    }
}

fn main() {
    println!("= ready");
    serve();
}
