fn word() -> &'static str {
    "one"
}

#[unsafe(no_mangle)]
extern "C" fn __wrap_getpid() -> i32 {
    77
}

fn main() {
    println!("= ready");
    for _ in std::io::stdin().lines() {
        println!("= {}", format!("{} {:?}", word(), process::facts()));
    }
}
