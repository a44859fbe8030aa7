//! Old entries lead to new code: the only way into a function that nothing but a running loop calls.

use std::path::Path;
use std::process::Command;

use super::base::{base, run};
use super::driver::Program;

const FIRST: (&str, &str) = ("black_box(100)", "black_box(200)");
const SECOND: (&str, &str) = ("black_box(100)", "black_box(300)");

/// Where the function or static `name` is in a file.
pub(crate) fn address(file: &Path, name: &str) -> u64 {
    let part = format!("{}{name}17h", name.len());
    let symbols = run(Command::new("nm").arg(file));
    let line = symbols.lines().find(|line| line.contains(&part)).expect(name);
    u64::from_str_radix(line.split(' ').next().unwrap(), 16).unwrap()
}

impl Program {
    /// Asks that `function` of `image` leads to that of `dylib` once patch `number` is live.
    pub(crate) fn redirect(&mut self, number: u32, function: &str, image: &Path, dylib: &Path) {
        let pair = format!("{:x}:{:x}", address(image, function), address(dylib, function));
        let (image, dylib) = (image.display(), dylib.display());
        self.send(&format!("redirect\t{number}\t{image}\t{dylib}\t{pair}"));
    }

    /// Loads a patch; how many entries lead to it.
    pub(crate) fn load_entries(&mut self, number: u32, dylib: &str) -> u32 {
        let answer = self.load(number, &[dylib]);
        assert!(answer.starts_with(&format!("live\t{number}\t{number}\t")), "{answer}");
        answer.split('\t').nth(4).unwrap().parse().unwrap()
    }
}

#[test]
fn a_private_function_in_loops_that_never_end_is_redirected() {
    let mut program = Program::start("entries");
    let leaf = base().dylib("leaf");
    program.build("leaf-1", "leaf", &[FIRST]);
    program.build("leaf-2", "leaf", &[SECOND]);
    let [first, second] = ["leaf-1.so", "leaf-2.so"].map(|name| program.directory.join(name));
    assert_eq!((program.ask("turn"), program.ask("seen")), ("turning".into(), "100".into()));

    // Without being asked, the runtime redirects nothing.
    assert_eq!(program.load_entries(1, "leaf-1.so"), 0);
    assert_eq!(program.ask("seen"), "100");

    program.redirect(2, "turned", &leaf, &first);
    assert_eq!(program.load_entries(2, "leaf-1.so"), 1);
    assert_eq!(program.ask("seen"), "200");

    // A later patch takes over from the base and from the earlier patch.
    program.redirect(3, "turned", &leaf, &second);
    program.redirect(3, "turned", &first, &second);
    assert_eq!(program.load_entries(3, "leaf-2.so"), 2);
    assert_eq!(program.ask("seen"), "300");

    // Back to the earlier one: it leads nowhere else any more.
    program.redirect(4, "turned", &leaf, &second);
    assert_eq!(program.load_entries(4, "leaf-2.so"), 1);
    assert_eq!(program.ask("seen"), "300");
}

#[test]
fn what_cannot_be_redirected_is_passed_over() {
    let mut program = Program::start("passed-over");
    let leaf = base().dylib("leaf");
    program.build("leaf-1", "leaf", &[FIRST]);
    program.build("leaf-2", "leaf", &[SECOND]);
    let [first, second] = ["leaf-1.so", "leaf-2.so"].map(|name| program.directory.join(name));
    program.ask("turn");

    // Asked for with another patch, for a file that is not loaded, and to one that is not.
    program.redirect(9, "turned", &leaf, &first);
    program.redirect(1, "turned", &second, &first);
    program.redirect(1, "turned", &leaf, &second);
    // To no code at all, from no code at all, and from the middle of a function.
    let (image, patch) = (leaf.display(), first.display());
    let [from, to] = [&leaf, &first].map(|file| address(file, "turned"));
    for pair in [format!("{from:x}:0"), format!("0:{to:x}"), format!("{:x}:{to:x}", from + 2)] {
        program.send(&format!("redirect\t1\t{image}\t{patch}\t{pair}"));
    }
    assert_eq!(program.load_entries(1, "leaf-1.so"), 0);
    assert_eq!(program.ask("seen"), "100");

    // A patch that is refused takes nothing over, nor does what was asked for it count later.
    program.redirect(2, "turned", &leaf, &first);
    assert!(program.load(2, &["gone.so"]).starts_with("refused\t2\tpath\t"));
    assert_eq!(program.load_entries(2, "leaf-1.so"), 0);
    assert_eq!(program.ask("seen"), "100");
}

#[test]
fn a_function_of_a_patch_leads_back_to_what_the_program_has_or_nothing_goes_live() {
    let mut program = Program::start("back");
    let leaf = base().dylib("leaf");
    program.build("leaf-1", "leaf", &[FIRST]);
    program.build("leaf-2", "leaf", &[SECOND]);
    let [first, second] = ["leaf-1.so", "leaf-2.so"].map(|name| program.directory.join(name));
    program.ask("turn");

    // From the middle of a function, to no code at all, and to a file that is not loaded.
    let (image, patch) = (leaf.display(), first.display());
    let [from, to] = [&first, &leaf].map(|file| address(file, "turned"));
    for wrong in [
        format!("{patch}\t{image}\t{:x}:{to:x}", from + 2),
        format!("{patch}\t{image}\t{from:x}:0"),
        format!("{patch}\t{}\t{from:x}:{to:x}", second.display()),
    ] {
        program.redirect(1, "turned", &leaf, &first);
        program.send(&format!("redirect\t1\t{wrong}"));
        let answer = program.load(1, &["leaf-1.so"]);
        assert!(answer.starts_with("refused\t1\tload\t"), "{answer}");
        assert_eq!(program.ask("seen"), "100");
    }

    program.redirect(1, "turned", &first, &leaf);
    assert_eq!(program.load_entries(1, "leaf-1.so"), 1);
    assert_eq!(program.ask("seen"), "100");
    // By way of the first patch, whose function leads back to what the program began with, which leads to the second.
    program.redirect(2, "turned", &leaf, &second);
    assert_eq!(program.load_entries(2, "leaf-2.so"), 1);
    assert_eq!(program.ask("seen"), "300");
    // A patch that was live before is nothing new: what cannot be led elsewhere stays.
    let leads = format!("{patch}\t{image}\t{:x}:{to:x}", from + 2);
    program.send(&format!("redirect\t3\t{leads}"));
    assert_eq!(program.load_entries(3, "leaf-1.so"), 0);
    assert_eq!(program.ask("seen"), "300");
}

#[test]
fn functions_that_64_threads_call_are_redirected_again_and_again() {
    let mut program = Program::start("again");
    let leaf = base().dylib("leaf");
    program.build("leaf-1", "leaf", &[FIRST]);
    program.build("leaf-2", "leaf", &[SECOND]);
    let dylibs = ["leaf-1.so", "leaf-2.so"];
    let [first, second] = dylibs.map(|name| program.directory.join(name));
    program.ask("turn");
    for number in 1..=50 {
        let even = number % 2 == 0;
        let target = if even { &second } else { &first };
        program.redirect(number, "turned", &leaf, target);
        assert_eq!(program.load_entries(number, dylibs[usize::from(even)]), 1);
    }
    assert_eq!(program.ask("seen"), "300");
}
