use std::fs::OpenOptions;
use std::io::Write;

fn word() -> &'static str {
    "one"
}

/// Into the package's own folder, as servers do while they are developed.
fn log(line: &str) {
    let mut options = OpenOptions::new();
    let mut file = options.create(true).append(true).open("requests.log").unwrap();
    writeln!(file, "{line}").unwrap();
}

fn main() {
    println!("= ready");
    for line in std::io::stdin().lines().map_while(Result::ok) {
        log(&line);
        println!("= {} {}", word(), env!("BUILT"));
    }
}
