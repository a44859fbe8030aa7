//! What a program may do to its descriptors and processes, and is served all the same.

use super::driver::Program;
use super::{V1, V2};

/// What a process says of itself: its number, what is live in it, and what it was forked from.
fn origin(hello: &str) -> [u32; 3] {
    let fields: Vec<_> = hello.split('\t').collect();
    [fields[3], fields[6], fields[7]].map(|field| field.parse().unwrap())
}

#[test]
fn a_program_that_closes_all_descriptors_comes_back() {
    let mut program = Program::start("closes");
    program.build("leaf-1", "leaf", &[V1]);
    program.build("leaf-2", "leaf", &[V2]);
    let pid: u32 = program.ask("pid").parse().unwrap();
    assert!(program.load(1, &["leaf-1.so"]).starts_with("live\t1\t1\t"));
    assert_eq!(program.ask("close"), "closed");
    assert_eq!(program.ask("version"), "4001");

    // What it is told now is lost, with the connection.
    assert_eq!(program.load(2, &["leaf-2.so"]), "");
    assert_eq!(origin(&program.welcome()), [pid, 1, 0]);
    assert!(program.load(2, &["leaf-2.so"]).starts_with("live\t2\t2\t"));
    assert_eq!((program.ask("version"), program.ask("step 4")), ("5001".into(), "8".into()));
    // What it has loaded by way of the other descriptor is the newest again.
    assert!(program.load(3, &["leaf-1.so"]).starts_with("live\t3\t3\t"));
    assert_eq!(program.ask("version"), "4001");
    assert_eq!(program.ask("whole"), "40");

    assert_eq!(program.ask("close"), "closed");
    program.hang_up();
    program.accept();
    assert_eq!(origin(&program.receive()), [pid, 3, 0]);
    program.hang_up();
    program.expect_log("the driver went away");
    assert_eq!((program.ask("version"), program.ask("whole")), ("4001".into(), "40".into()));
}

#[test]
fn a_forked_process_is_served_by_itself() {
    let mut program = Program::start("forked");
    program.build("leaf-1", "leaf", &[V1]);
    program.build("leaf-2", "leaf", &[V2]);
    let pid: u32 = program.ask("pid").parse().unwrap();
    assert!(program.load(1, &["leaf-1.so"]).starts_with("live\t1\t1\t"));
    assert_eq!(program.ask("fork"), "forked");

    let mut parent = None;
    program.exchange(&mut parent);
    let [worker, epoch, from] = origin(&program.welcome());
    assert_eq!((program.ask("worker pid"), epoch, from), (worker.to_string(), 1, pid));
    assert!(program.load(2, &["leaf-2.so"]).starts_with("live\t2\t2\t"));
    assert_eq!(
        (program.ask("worker version"), program.ask("version")),
        ("5001".into(), "4001".into())
    );

    program.exchange(&mut parent);
    assert!(program.load(2, &["leaf-2.so"]).starts_with("live\t2\t2\t"));
    assert_eq!(program.ask("version"), "5001");
    // An earlier patch once more, which the parent has loaded for both.
    program.exchange(&mut parent);
    assert!(program.load(3, &["leaf-1.so"]).starts_with("live\t3\t3\t"));
    assert_eq!(
        (program.ask("worker version"), program.ask("version")),
        ("4001".into(), "5001".into())
    );
}

#[test]
fn one_that_is_forked_beside_other_threads_is_left_until_it_asks() {
    let mut program = Program::start("left");
    program.build("leaf-1", "leaf", &[V1]);
    let pid: u32 = program.ask("pid").parse().unwrap();
    assert_eq!(program.ask("turn"), "turning");
    assert_eq!(program.ask("fork"), "forked");
    assert_eq!(program.request("check\t1"), "forked\t1");
    assert_eq!(program.receive(), "missing\t1");
    assert!(program.load(1, &["leaf-1.so"]).starts_with("live\t1\t1\t"));
    assert_eq!(
        (program.ask("version"), program.ask("worker version")),
        ("4001".into(), "3001".into())
    );

    assert_eq!(program.ask("worker init"), "begun");
    let mut parent = None;
    program.exchange(&mut parent);
    assert_eq!(origin(&program.welcome())[1..], [0, pid]);
    assert!(program.load(1, &["leaf-1.so"]).starts_with("live\t1\t1\t"));
    assert_eq!(program.ask("worker version"), "4001");
}
