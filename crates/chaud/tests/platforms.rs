//! Without the feature the crate is the same on every platform, Windows included: its sources never ask for one.

use std::fs;
use std::path::{Path, PathBuf};

/// `target_feature` is no platform: the macros refuse the attribute of that name.
const WORDS: [&str; 8] = [
    "target_os",
    "target_arch",
    "target_env",
    "target_family",
    "target_vendor",
    "cfg(unix",
    "cfg(windows",
    "std::os::",
];

/// Compiled only with the feature.
const HOT_ONLY: &str = "platform.rs";

#[test]
fn cold_code_knows_no_platform() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sources = [sources(&here.join("src")), sources(&here.join("../chaud-macros/src"))].concat();
    assert!(sources.len() > 10, "the sources are where this test looks for them");
    for path in sources.iter().filter(|path| !path.ends_with(HOT_ONLY)) {
        let text = fs::read_to_string(path).unwrap();
        for word in WORDS {
            assert!(!text.contains(word), "{} contains {word}", path.display());
        }
    }
}

#[test]
fn the_one_exception_needs_the_feature() {
    let lib = include_str!("../src/lib.rs");
    assert!(lib.contains("#[cfg(feature = \"unsafe-hot-reload\")]\nmod platform;"));
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect()
}
