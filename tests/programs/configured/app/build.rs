use std::{env, fs, path::Path};

fn main() {
    println!("cargo::rerun-if-changed=asset.txt");
    println!("cargo::rerun-if-changed=build.rs");
    let asset = fs::read_to_string("asset.txt").unwrap();
    let text = format!("const ASSET: &str = {:?};", asset.trim());
    let folder = env::var("OUT_DIR").unwrap();
    fs::write(Path::new(&folder).join("asset.rs"), text).unwrap();
}
