fn main() {
    println!("cargo::rustc-link-arg=-Wl,--defsym=other_name=hook");
}
