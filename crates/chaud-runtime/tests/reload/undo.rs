//! Back to code that was live before: that of an earlier patch, or what the program began with.

use super::base::base;
use super::driver::Program;
use super::{V1, V2, fields};

const SQUARE: (&str, &str) = ("black_box(10)", "black_box(20)");
const STEP: (&str, &str) = ("black_box(n) * 2", "black_box(n) * 3");

impl Program {
    fn check(&mut self, expected: [(&str, &str); 5]) {
        for (question, answer) in expected {
            assert_eq!(self.ask(question), answer, "{question}");
        }
    }
}

#[test]
fn every_path_to_a_function_leads_back_to_the_first_one() {
    let mut program = Program::start("back");
    let leaf = base().dylib("leaf").display().to_string();
    let first = [
        ("version", "3001"),
        ("value", "3002"),
        ("area", "10"),
        ("kept", "3001"),
        ("loop 4", "12"),
    ];
    let other = [
        ("version", "4001"),
        ("value", "4002"),
        ("area", "20"),
        ("kept", "4001"),
        ("loop 4", "18"),
    ];
    program.build("leaf-1", "leaf", &[V1, SQUARE, STEP]);
    program.check(first);
    // Again and again: what is loaded stays what it is.
    for round in 0..3 {
        assert!(program.load(2 * round + 1, &["leaf-1.so"]).starts_with("live\t"));
        program.check(other);
        let answer = program.load(2 * round + 2, &[&leaf]);
        assert_eq!(fields(&answer)[5..], ["leaf::step"], "{answer}");
        program.check(first);
    }
    assert_eq!(program.ask("epoch"), "6");
    // Nothing is left to do.
    let answer = program.load(7, &[&leaf]);
    assert_eq!(fields(&answer)[1..], ["7", "7", "0", "0"]);
}

#[test]
fn one_of_two_crates_goes_back() {
    let mut program = Program::start("one-of-two");
    let [leaf, mid] = ["leaf", "mid"].map(|name| base().dylib(name).display().to_string());
    program.build("leaf-1", "leaf", &[V1]);
    program.build("mid-1", "mid", &[("leaf::version() + 1", "leaf::version() + 2")]);
    assert!(program.load(1, &["leaf-1.so", "mid-1.so"]).starts_with("live\t"));
    assert_eq!(program.ask("value"), "4003");
    assert!(program.load(2, &[&leaf]).starts_with("live\t"));
    assert_eq!((program.ask("value"), program.ask("version")), ("3003".into(), "3001".into()));
    assert!(program.load(3, &["leaf-1.so", &mid]).starts_with("live\t"));
    assert_eq!((program.ask("value"), program.ask("version")), ("4002".into(), "4001".into()));
    // What comes later takes over as ever.
    program.build("leaf-2", "leaf", &[V2]);
    assert!(program.load(4, &["leaf-2.so"]).starts_with("live\t"));
    assert_eq!((program.ask("value"), program.ask("version")), ("5002".into(), "5001".into()));
}

#[test]
fn only_what_the_program_began_with_is_taken_without_a_look() {
    let mut program = Program::start("beginning");
    program.build("leaf-1", "leaf", &[V1]);
    assert!(program.load(1, &["leaf-1.so"]).starts_with("live\t"));
    let leaf = base().dylib("leaf").display().to_string();
    let elsewhere = program.directory.with_extension("elsewhere.so");
    std::fs::copy(base().dylib("leaf"), &elsewhere).unwrap();
    let answer = program.load(2, &[&leaf, elsewhere.to_str().unwrap()]);
    std::fs::remove_file(&elsewhere).unwrap();
    assert!(answer.starts_with("refused\t2\tpath\t"), "{answer}");
    assert_eq!(program.ask("version"), "4001");
    // The executable holds none of what has changed, so nothing does.
    let executable = base().executable.display().to_string();
    let answer = program.load(2, &[&executable]);
    assert_eq!(fields(&answer)[1..], ["2", "2", "0", "0"]);
    assert_eq!(program.ask("version"), "4001");
}

#[test]
fn a_private_function_in_a_loop_that_never_ends_runs_its_own_code_again() {
    let mut program = Program::start("restored");
    let leaf = base().dylib("leaf");
    program.build("leaf-1", "leaf", &[("black_box(100)", "black_box(200)")]);
    program.build("leaf-2", "leaf", &[("black_box(100)", "black_box(300)")]);
    let [first, second] = ["leaf-1.so", "leaf-2.so"].map(|name| program.directory.join(name));
    let name = leaf.to_str().unwrap();
    assert_eq!((program.ask("turn"), program.ask("seen")), ("turning".into(), "100".into()));

    program.redirect(1, "turned", &leaf, &first);
    assert_eq!(program.load_entries(1, "leaf-1.so"), 1);
    assert_eq!(program.ask("seen"), "200");
    program.redirect(2, "turned", &leaf, &second);
    program.redirect(2, "turned", &first, &second);
    assert_eq!(program.load_entries(2, "leaf-2.so"), 2);
    assert_eq!(program.ask("seen"), "300");

    // To the first patch, whose own entries led to the second.
    program.redirect(3, "turned", &first, &first);
    program.redirect(3, "turned", &second, &first);
    program.redirect(3, "turned", &leaf, &first);
    assert_eq!(program.load_entries(3, "leaf-1.so"), 3);
    assert_eq!(program.ask("seen"), "200");

    program.redirect(4, "turned", &leaf, &leaf);
    program.redirect(4, "turned", &first, &leaf);
    assert_eq!(program.load_entries(4, name), 2);
    assert_eq!(program.ask("seen"), "100");
    // What leads nowhere counts as well.
    program.redirect(5, "turned", &leaf, &leaf);
    assert_eq!(program.load_entries(5, name), 1);
    assert_eq!(program.ask("seen"), "100");

    program.redirect(6, "turned", &leaf, &second);
    program.redirect(6, "turned", &second, &second);
    assert_eq!(program.load_entries(6, "leaf-2.so"), 2);
    assert_eq!(program.ask("seen"), "300");
}
