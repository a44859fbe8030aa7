//! Forks processes that live on by themselves.

unsafe extern "C" {
    fn fork() -> i32;
    fn setsid() -> i32;
    fn getppid() -> i32;
}

fn word() -> &'static str {
    "first"
}

/// A process that lives until it is ended; on its own, as daemons are, or among those of this terminal.
fn fork_one(is_detached: bool) {
    // SAFETY: the new process does nothing that needs a lock.
    if unsafe { fork() } != 0 {
        return;
    }
    if is_detached {
        // SAFETY: takes nothing.
        unsafe { setsid() };
    }
    println!("= {}", std::process::id());
    loop {
        std::thread::park();
    }
}

/// Goes on in a process of its own, of which nobody is the parent, and ends here.
fn become_a_daemon() {
    let parent = std::process::id();
    // SAFETY: the new process goes on as this one would.
    if unsafe { fork() } != 0 {
        std::process::exit(0);
    }
    // SAFETY: takes nothing.
    unsafe { setsid() };
    // SAFETY: takes nothing.
    while unsafe { getppid() }.cast_unsigned() == parent {
        std::thread::yield_now();
    }
    println!("= {}", std::process::id());
    loop {
        std::thread::park();
    }
}

fn main() {
    println!("= ready");
    for line in std::io::stdin().lines().map_while(Result::ok) {
        match line.as_str() {
            "fork" => fork_one(false),
            "detach" => fork_one(true),
            "daemon" => become_a_daemon(),
            _ => println!("= {}", word()),
        }
    }
}
