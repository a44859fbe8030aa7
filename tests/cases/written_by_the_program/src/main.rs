use std::fs::{self, File};
use std::io::Write;

fn main() {
    println!("= ready");
    let mut log = File::options().append(true).open("run.log").unwrap();
    for (count, line) in std::io::stdin().lines().enumerate() {
        writeln!(log, "{}", line.unwrap()).unwrap();
        fs::write("state.db", format!("{count}\n")).unwrap();
        println!("= {}", answer());
    }
}

fn answer() -> String {
    format!("{} {}", env!("ASSET"), "first")
}
