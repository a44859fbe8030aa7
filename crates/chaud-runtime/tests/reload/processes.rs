//! What a program may do to its descriptors and processes, and goes on as it would without the runtime.

use std::fs;
use std::path::{Path, PathBuf};

use super::driver::Program;
use super::{V1, V2};

#[test]
fn a_program_that_closes_all_descriptors_comes_back() {
    let mut program = Program::start("closes");
    program.build("leaf-1", "leaf", &[V1]);
    program.build("leaf-2", "leaf", &[V2]);
    assert!(program.load(1, &["leaf-1.so"]).starts_with("live\t1\t1\t"));
    assert_eq!(program.ask("close"), "closed");
    assert_eq!(program.ask("version"), "4001");

    // What it is told now is lost, with the connection.
    assert_eq!(program.load(2, &["leaf-2.so"]), "");
    program.welcome_again(1);
    assert!(program.load(2, &["leaf-2.so"]).starts_with("live\t2\t2\t"));
    assert_eq!((program.ask("version"), program.ask("step 4")), ("5001".into(), "8".into()));
    // What it has loaded by way of the other descriptor is the newest again.
    assert!(program.load(3, &["leaf-1.so"]).starts_with("live\t3\t3\t"));
    assert_eq!(program.ask("version"), "4001");
    assert_eq!(program.ask("whole"), "40");

    assert_eq!(program.ask("close"), "closed");
    program.hang_up();
    program.accept();
    program.greeted("running", 3);
    program.hang_up();
    program.expect_log("the driver went away");
    assert_eq!((program.ask("version"), program.ask("whole")), ("4001".into(), "40".into()));
}

#[test]
fn what_a_program_puts_in_the_place_of_a_descriptor_is_left_alone() {
    let mut program = Program::start("covers");
    program.build("leaf-1", "leaf", &[V1]);
    program.build("leaf-2", "leaf", &[V2]);
    assert_eq!(program.ask("cover"), "covered");
    assert_eq!(program.load(1, &["leaf-1.so"]), "");
    program.welcome_again(0);
    assert!(program.load(1, &["leaf-1.so"]).starts_with("live\t1\t1\t"));
    assert_eq!((program.ask("version"), program.ask("other end")), ("4001".into(), WAITS.into()));

    assert_eq!(program.ask("close range"), "closed");
    assert_eq!(program.load(2, &["leaf-2.so"]), "");
    program.welcome_again(1);
    assert!(program.load(2, &["leaf-2.so"]).starts_with("live\t2\t2\t"));
    assert_eq!((program.ask("version"), program.ask("whole")), ("5001".into(), "40".into()));
}

#[test]
fn a_program_that_closes_all_descriptors_while_it_attaches_is_not_ended() {
    for after in 0..100 {
        let mut program = Program::start_closing("starts", 4 * after);
        assert_eq!((program.ask("version"), program.ask("whole")), ("3001".into(), "40".into()));
        assert_eq!(program.ask("exit"), "over");
        assert!(program.end().success());
    }
}

/// Nothing has been written at the other end, and it is not closed.
const WAITS: &str = "WouldBlock";

/// What the system knows of a program's worker.
fn worker_of(program: &mut Program) -> PathBuf {
    Path::new("/proc").join(program.ask("worker pid"))
}

#[test]
fn a_forked_process_is_left_alone() {
    let mut program = Program::start("forked");
    program.build("leaf-1", "leaf", &[V1]);
    program.build("leaf-2", "leaf", &[V2]);
    assert!(program.load(1, &["leaf-1.so"]).starts_with("live\t1\t1\t"));
    assert_eq!(program.ask("fork"), "forked");
    let worker = worker_of(&mut program);
    assert_eq!(fs::read_dir(worker.join("task")).unwrap().count(), 1, "threads");
    let links = fs::read_dir(worker.join("fd")).unwrap();
    let open: Vec<_> = links.map(|link| fs::read_link(link.unwrap().path()).unwrap()).collect();
    assert!(!open.iter().any(|path| path.to_string_lossy().starts_with("socket:")), "{open:?}");

    assert!(program.load(2, &["leaf-2.so"]).starts_with("forked\t1"));
    assert!(program.receive().starts_with("live\t2\t2\t"));
    let versions = (program.ask("version"), program.ask("worker version"));
    assert_eq!(versions, ("5001".into(), "4001".into()));
    assert!(program.load(3, &["leaf-1.so"]).starts_with("live\t3\t3\t"), "it is told once");
}

#[test]
fn the_end_of_a_program_is_seen_while_a_process_lives_that_it_has_forked() {
    let mut program = Program::start("orphan");
    assert_eq!(program.ask("turn"), "turning");
    assert_eq!(program.ask("fork"), "forked");
    let worker = worker_of(&mut program);
    assert_eq!(program.ask("worker linger"), "lingers");
    assert_eq!(program.ask("exit"), "over");
    assert_eq!(program.receive(), "");
    assert!(worker.exists());
}
