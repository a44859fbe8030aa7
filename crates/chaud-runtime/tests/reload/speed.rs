//! How long it takes to re-point many imports.

use std::fmt::Write;
use std::fs;
use std::process::Command;

use super::base::{base, run};
use super::driver::Program;

const FUNCTIONS: usize = 15_000;

/// Half of the imports are what one patch defines; names are as long as mangled ones are.
#[test]
fn re_points_half_of_15_000_imports() {
    let mut program = Program::start("speed");
    let name = |index: usize| {
        format!("_ZN9some_crate6module9submodule13function_name{index}17h0123456789abcdefE")
    };
    let (mut uses, mut first, mut second) = (String::new(), String::new(), String::new());
    uses.push_str("unsigned long total(void) { unsigned long sum = 0;\n");
    for index in 0..FUNCTIONS {
        let name = name(index);
        writeln!(first, "unsigned long {name}(void) {{ return 1; }}").unwrap();
        if index % 2 == 0 {
            writeln!(second, "unsigned long {name}(void) {{ return 3; }}").unwrap();
        }
        writeln!(uses, "{{ extern unsigned long {name}(void); sum += {name}(); }}").unwrap();
    }
    uses.push_str("return sum; }\n");
    for (dylib, text) in [("first", first), ("uses", uses), ("second", second)] {
        let source = program.directory.join("source.c");
        let object = program.directory.join("source.o");
        fs::write(&source, text).unwrap();
        let flags = ["-c", "-O0", "-fPIC", "-fno-plt", "-o"];
        run(Command::new("cc").args(flags).arg(&object).arg(&source));
        base().link(&object, &program.directory.join(format!("{dylib}.so")));
    }
    for dylib in ["first", "uses"] {
        let path = program.directory.join(format!("{dylib}.so"));
        assert_eq!(program.ask(&format!("open {}", path.display())), "false");
    }
    assert_eq!(program.ask("total"), "15000");

    let answer = program.load(1, &["second.so"]);
    println!("{answer}");
    let numbers: Vec<u64> =
        answer.split('\t').skip(3).map(|field| field.parse().unwrap()).collect();
    let [imports, _entries, load_us, commit_us] = numbers[..] else { panic!("{answer}") };
    println!(
        "{imports} of {FUNCTIONS} imports: loaded in {load_us} µs, committed in {commit_us} µs"
    );
    assert_eq!(imports, 7500);
    assert_eq!(program.ask("total"), "30000");
}
