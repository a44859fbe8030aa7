//! A patch shares statics with the program: they keep their values.

use std::path::Path;
use std::process::Command;

use super::base::{base, run};
use super::driver::Program;
use super::entries::address;

const EDIT: (&str, &str) = ("black_box(1)", "black_box(100)");

/// Where relocations of a kind apply in a file: to this value, if one is given.
fn places(file: &Path, kind: &str, value: Option<u64>) -> Vec<u64> {
    let number = |text: &str| u64::from_str_radix(text, 16).unwrap();
    let all = run(Command::new("readelf").arg("-rW").arg(file));
    let lines = all.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
    let wanted = |line: &Vec<&str>| {
        line.get(2) == Some(&kind) && value.is_none_or(|value| number(line[3]) == value)
    };
    lines.filter(wanted).map(|line| number(line[0])).collect()
}

impl Program {
    /// Asks that patch `number` shares both statics of `leaf` with `image`.
    fn bind(&mut self, number: u32, dylib: &Path, image: &Path) {
        let value = address(dylib, "COUNT");
        let pair = |place: &u64, value| format!("\t{place:x}:{value:x}");
        let to = address(image, "COUNT");
        let words = places(dylib, "R_X86_64_RELATIVE", Some(value));
        let words: String = words.iter().map(|place| pair(place, to)).collect();
        // The crate has only one thread-local, so its distance is the same in both.
        let modules = places(dylib, "R_X86_64_DTPMOD64", None);
        let modules: String = modules.iter().map(|place| pair(place, 0)).collect();
        assert!(!words.is_empty() && !modules.is_empty());
        let (dylib, image) = (dylib.display(), image.display());
        self.send(&format!("bind\t{number}\tstatic\t{dylib}\t{image}{words}"));
        self.send(&format!("bind\t{number}\tthread\t{dylib}\t{image}{modules}"));
    }
}

#[test]
fn statics_are_shared_with_what_is_loaded() {
    let mut program = Program::start("bindings");
    let leaf = base().dylib("leaf");
    for number in 1..=3 {
        program.build(&format!("leaf-{number}"), "leaf", &[EDIT]);
    }
    let path = |number| program.directory.join(format!("leaf-{number}.so"));
    let paths = [path(1), path(2), path(3)];
    assert_eq!((program.ask("count"), program.ask("count")), ("(1, 1)".into(), "(2, 2)".into()));

    program.bind(1, &paths[0], &leaf);
    assert!(program.load(1, &["leaf-1.so"]).starts_with("live\t1\t"));
    assert_eq!(program.ask("count"), "(3, 102)");

    // Without being asked, the runtime leaves a patch its own.
    assert!(program.load(2, &["leaf-2.so"]).starts_with("live\t2\t"));
    assert_eq!(program.ask("count"), "(1, 100)");

    // A patch can share those of an earlier one; one that this program never took is no matter.
    program.bind(3, &paths[2], &paths[1]);
    let gone = program.directory.join("gone.so");
    program.send(&format!("bind\t3\tstatic\t{}\t{}\t8:8", paths[2].display(), gone.display()));
    assert!(program.load(3, &["leaf-3.so"]).starts_with("live\t3\t"));
    assert_eq!(program.ask("count"), "(2, 200)");
}

#[test]
fn what_cannot_be_shared_is_refused() {
    let mut program = Program::start("unshared");
    let leaf = base().dylib("leaf");
    program.build("leaf-1", "leaf", &[EDIT]);
    let dylib = program.directory.join("leaf-1.so");
    // Code is not for writing.
    let code = address(&dylib, "count");
    program.send(&format!("bind\t1\tstatic\t{}\t{}\t{code:x}:8", dylib.display(), leaf.display()));
    let answer = program.load(1, &["leaf-1.so"]);
    assert!(answer.starts_with("refused\t1\tload\t"), "{answer}");
    assert!(answer.ends_with("/leaf-1.so: its statics cannot be shared"), "{answer}");
    assert_eq!(program.ask("count"), "(1, 1)");
}
