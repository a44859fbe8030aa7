fn main() {
    let folder = std::env::var("CARGO_MANIFEST_DIR").unwrap();
    println!("cargo::rustc-link-arg=-Wl,--wrap=getpid");
    println!("cargo::rustc-link-arg-bins=-Wl,--exclude-libs,ALL");
    println!("cargo::rustc-link-arg=-Wl,--version-script={folder}/symbols.map");
}
