use std::fs::File;

unsafe extern "C" {
    fn close(descriptor: i32) -> i32;
}

fn word() -> &'static str {
    "one"
}

/// As daemons do; what is opened then gets numbers that others had.
fn become_a_daemon() -> Vec<File> {
    for descriptor in 3..256 {
        // SAFETY: the program has opened none of them.
        unsafe { close(descriptor) };
    }
    (0..40).map(|_| File::open("Cargo.toml").unwrap()).collect()
}

fn main() {
    println!("= ready");
    let mut files = Vec::new();
    for line in std::io::stdin().lines().map_while(Result::ok) {
        if line == "daemon" {
            files = become_a_daemon();
        }
        let whole = files.iter().filter(|file| file.metadata().is_ok()).count();
        println!("= {} {whole}", word());
    }
}
