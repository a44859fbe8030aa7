//! The runtime in a real process: a program of three crates runs, and the tests are its driver.
#![cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64")))]

mod base;
#[cfg(target_arch = "x86_64")]
mod bindings;
mod driver;
mod entries;
mod processes;
mod speed;
mod undo;
mod waiting;

use std::fs;
use std::os::unix::fs::symlink;

use driver::Program;

const V1: (&str, &str) = ("helper(3001)", "helper(4001)");
const V2: (&str, &str) = ("helper(3001)", "helper(5001)");

/// The fields of an answer, without the two durations.
fn fields(answer: &str) -> Vec<&str> {
    let mut fields: Vec<_> = answer.split('\t').collect();
    if fields[0] == "live" {
        fields.drain(5..7);
    }
    fields
}

#[test]
fn every_path_to_a_function_reaches_the_patch() {
    let mut program = Program::start("paths");
    for (question, answer) in [
        ("version", "3001"),
        ("value", "3002"),
        ("area", "10"),
        ("kept", "3001"),
        ("changed", "3006"),
        ("step 4", "8"),
        ("loop 4", "12"),
        ("epoch", "0"),
    ] {
        assert_eq!(program.ask(question), answer, "{question}");
    }

    let edits = [V1, ("black_box(10)", "black_box(20)"), ("black_box(n) * 2", "black_box(n) * 3")];
    program.build("leaf-1", "leaf", &edits);
    let answer = program.load(1, &["leaf-1.so"]);
    let answer = fields(&answer);
    assert_eq!((&answer[..3], &answer[5..]), (&["live", "1", "1"][..], &["leaf::step"][..]));
    assert!(answer[3].parse::<u32>().unwrap() >= 5, "{answer:?}");

    for (question, answer) in [
        ("version", "4001"),
        ("value", "4002"),
        // Through a vtable that was made before.
        ("area", "20"),
        // Through a static that still holds what it began with.
        ("kept", "4001"),
        // The program's own value stays, and reaches the new code by itself.
        ("changed", "4006"),
        ("step 4", "12"),
        // A loop that never leaves its crate goes through the slot.
        ("loop 4", "18"),
        ("epoch", "1"),
        ("await 0", "1"),
    ] {
        assert_eq!(program.ask(question), answer, "{question}");
    }
}

#[test]
fn a_later_patch_sees_what_earlier_ones_defined() {
    let mut program = Program::start("later");
    let new = "\n#[inline(never)]\npub fn extra() -> u32 { helper(70000) }\n#[inline(never)]\npub fn version";
    program.build("leaf-1", "leaf", &[V1, ("\n#[inline(never)]\npub fn version", new)]);
    assert!(program.load(1, &["leaf-1.so"]).starts_with("live\t1\t1\t"));

    // Compiled against the first patch; the dynamic loader binds what both define to the base.
    let sum = "leaf::version() + leaf::extra()";
    program.build("mid-1", "mid", &[("leaf::version() + 1", sum)]);
    assert!(program.load(2, &["mid-1.so"]).starts_with("live\t2\t2\t"));
    assert_eq!(program.ask("value"), "74001");

    program.build("leaf-3", "leaf", &[V2, ("black_box(n) * 2", "black_box(n) * 5")]);
    assert!(program.load(3, &["leaf-3.so"]).starts_with("live\t3\t3\t"));
    assert_eq!(program.ask("value"), "75001");
    assert_eq!(program.ask("kept"), "5001");
    assert_eq!(program.ask("step 4"), "20");

    // Back to the first patch, without compiling.
    assert_eq!(fields(&program.load(4, &["leaf-1.so"]))[..3], ["live", "4", "4"]);
    assert_eq!(program.ask("step 4"), "8");
    assert_eq!(program.ask("value"), "74001");
    assert_eq!(program.ask("kept"), "4001");

    let answer = program.load(4, &["leaf-3.so"]);
    assert_eq!(answer, "refused\t4\tprotocol\tpatch 4 does not follow epoch 4");
}

#[test]
fn two_crates_go_live_together() {
    let mut program = Program::start("together");
    program.build("leaf-1", "leaf", &[V1]);
    program.build("mid-1", "mid", &[("leaf::version() + 1", "leaf::version() + 2")]);
    assert!(program.load(7, &["leaf-1.so", "mid-1.so"]).starts_with("live\t7\t7\t"));
    assert_eq!(program.ask("value"), "4003");
    assert_eq!(program.ask("version"), "4001");
}

#[test]
fn patches_go_live_under_running_threads() {
    let mut program = Program::start("threads");
    program.build("leaf-1", "leaf", &[V1, ("black_box(10)", "black_box(20)")]);
    program.build("leaf-2", "leaf", &[V2, ("black_box(n) * 2", "black_box(n) * 3")]);
    program.build("plugin-3", "mid", &[]);
    let plugin = program.directory.join("plugin-3.so");
    assert_eq!(program.ask(&format!("hammer {}", plugin.display())), "hammering");
    for number in 1..=200 {
        let dylib = if number % 2 == 1 { "leaf-1.so" } else { "leaf-2.so" };
        let answer = program.load(number, &[dylib]);
        assert!(answer.starts_with("live\t"), "{answer}");
    }
    assert_eq!(program.ask("value"), "5002");
}

#[test]
fn another_type_is_refused_whole() {
    let mut program = Program::start("type");
    let item = r#""fn(u64) -> u64", &[(8, 8), (8, 8)]"#;
    let other = r#""fn(u32) -> u64", &[(4, 4), (8, 8)]"#;
    program.build("leaf-1", "leaf", &[V1, (item, other)]);
    let answer = program.load(1, &["leaf-1.so"]);
    assert_eq!(answer, "refused\t1\ttype\tleaf::step: fn(u64) -> u64 → fn(u32) -> u64");
    assert_eq!(program.ask("value"), "3002");
    assert_eq!(program.ask("step 4"), "8");
    assert_eq!(program.ask("epoch"), "0");
    assert!(!program.maps().contains("leaf-1.so"));

    program.build("leaf-2", "leaf", &[V1, (item, r#""fn ( u64 )->u64", &[(8, 8), (8, 8)]"#)]);
    assert!(program.load(1, &["leaf-2.so"]).starts_with("live\t1\t1\t"));
    assert_eq!(program.ask("value"), "4002");
}

#[test]
fn an_undefined_symbol_is_reported_before_and_refused_after() {
    let mut program = Program::start("undefined");
    let new = "\n#[unsafe(no_mangle)]\npub fn brand_new() -> u32 { 1 }\npub fn version";
    program.build("leaf-1", "leaf", &[V1, ("\npub fn version", new)]);
    program.build("mid-1", "mid", &[("leaf::version() + 1", "leaf::brand_new()")]);
    assert_eq!(program.request("check\t1\tmalloc\tbrand_new"), "missing\t1\tbrand_new");
    assert_eq!(program.request("check\t1"), "missing\t1");

    let answer = program.load(1, &["mid-1.so"]);
    assert!(answer.starts_with("refused\t1\tload\t"), "{answer}");
    assert!(answer.contains("undefined symbol: brand_new"), "{answer}");
    assert_eq!(program.ask("value"), "3002");

    // The wrong order: the first one fails. With another first, that one is unloaded again.
    program.build("leaf-2", "leaf", &[V2]);
    assert!(program.load(1, &["leaf-2.so", "mid-1.so"]).starts_with("refused\t1\tload\t"));
    assert!(!program.maps().contains("leaf-2.so"));
    assert_eq!(program.ask("version"), "3001");

    assert!(program.load(1, &["leaf-1.so", "mid-1.so"]).starts_with("live\t1\t1\t"));
    assert_eq!(program.ask("value"), "1");
}

#[test]
fn a_constructor_of_the_users_keeps_a_refused_dylib_loaded() {
    let mut program = Program::start("foreign");
    let item = r#""fn(u64) -> u64", &[(8, 8), (8, 8)]"#;
    let foreign = "extern \"C\" fn foreign() {}\n#[used]\n#[unsafe(link_section = \".init_array\")]\n\
                   static FOREIGN: extern \"C\" fn() = foreign;\npub struct Square;";
    let edits = [(item, r#""fn()", &[]"#), ("pub struct Square;", foreign)];
    program.build("leaf-1", "leaf", &edits);
    assert!(program.load(1, &["leaf-1.so"]).starts_with("refused\t1\ttype\t"));
    assert!(program.maps().contains("leaf-1.so"));
    assert_eq!(program.ask("step 4"), "8");
}

#[test]
fn only_whole_files_of_the_session_are_loaded() {
    let mut program = Program::start("files");
    program.build("leaf-1", "leaf", &[V1]);
    let whole = program.directory.join("leaf-1.so");
    let bytes = fs::read(&whole).unwrap();
    for length in [0, 100, 4000, bytes.len() / 2, bytes.len() - 1] {
        fs::write(program.directory.join("cut.so"), &bytes[..length]).unwrap();
        let answer = program.load(1, &["cut.so"]);
        let what = if length == 0 { "not an ELF file" } else { "the file is truncated" };
        assert!(answer.starts_with("refused\t1\tload\t") && answer.ends_with(what), "{answer}");
    }

    symlink(&whole, program.directory.join("link.so")).unwrap();
    for path in ["/1/libleaf.rlib", "/../leaf.so", "/link.so", "/gone.so", "/1"] {
        let path = format!("{}{path}", program.directory.display());
        let answer = program.request(&format!("load\t1\t{path}"));
        assert!(answer.starts_with(&format!("refused\t1\tpath\t{path}: ")), "{answer}");
    }
    assert_eq!(program.request("load\t1"), "refused\t1\tprotocol\tpatch 1 has no dylibs");

    assert!(program.load(1, &["leaf-1.so"]).starts_with("live\t1\t"));
    // The loader would take the new content for the old one.
    fs::remove_file(&whole).unwrap();
    fs::write(&whole, &bytes).unwrap();
    let answer = program.load(2, &["leaf-1.so"]);
    assert!(answer.starts_with("refused\t2\tpath\t"), "{answer}");
    assert_eq!(program.ask("value"), "4002");
}

#[test]
fn the_program_goes_on_without_its_driver() {
    let mut program = Program::start("alone");
    program.build("leaf-1", "leaf", &[V1]);
    program.send("fly\tto the moon");
    program.send("load\tone");
    program.send("welcome\t1\tagain");
    assert!(program.load(1, &["leaf-1.so"]).starts_with("live\t1\t1\t"));
    program.expect_log("DEBUG chaud ignored a message with the unknown verb \"fly\"");
    program.expect_log("WARN chaud ignored a message from the driver: `load`: expected patch");
    program.expect_log("WARN chaud ignored a message that a driver does not send now: welcome");

    // It answers into a closed socket, where SIGPIPE would end the program.
    let path = program.directory.join("leaf-1.so").display().to_string();
    program.send(&format!("check\t2\t{}\nload\t2\t{path}", "x\t".repeat(100_000)));
    program.hang_up();
    program.expect_log("WARN chaud the driver went away; the program goes on with epoch ");
    assert_eq!(program.ask("value"), "4002");
}

#[test]
fn a_driver_that_says_goodbye_or_speaks_another_protocol_is_left() {
    let mut program = Program::start_alone("goodbye");
    program.accept();
    assert_eq!(program.request("goodbye\tnot built by us").split('\t').next(), Some("hello"));
    program.expect_log("ERROR chaud hot reload is off: not built by us");
    assert_eq!(program.receive(), "");
    assert_eq!(program.ask("value"), "3002");

    let mut program = Program::start_alone("protocol");
    program.accept();
    assert_eq!(program.request("welcome\t2\t9.0.0").split('\t').next(), Some("hello"));
    program.expect_log("ERROR chaud hot reload is off: driver 9.0.0 speaks protocol 2");
    assert_eq!(program.ask("value"), "3002");
}
