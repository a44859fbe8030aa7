use std::{env, io, process, thread, time::Duration};

#[chaud::hot]
fn version() -> u32 {
    1
}

fn main() {
    chaud::init!();
    let name = env::args().nth(1).unwrap_or_default();
    if name.is_empty() {
        let program = env::current_exe().unwrap();
        process::Command::new(program).arg("child").spawn().unwrap();
    }
    thread::spawn(move || {
        loop {
            println!("version {}{name}", version());
            thread::sleep(Duration::from_millis(20));
        }
    });
    let _ = io::read_to_string(io::stdin());
}
