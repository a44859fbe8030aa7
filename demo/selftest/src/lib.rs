//! Lets a test drive a running program over its standard input and output.

use std::io::{BufRead, Write, stdin, stdout};

/// Whether a test started the program: `CHAUD_SELFTEST` is set.
#[must_use]
pub fn is_wanted() -> bool {
    std::env::var_os("CHAUD_SELFTEST").is_some()
}

/// Answers each line of standard input until it ends.
///
/// `tick` is answered with `= <text>`, `values` with `= <name>=<value> …`.
/// Both functions are called anew for each line.
pub fn answer(tick: fn() -> String, values: fn() -> Vec<(&'static str, u32)>) {
    say("ready");
    for line in stdin().lock().lines().map_while(Result::ok) {
        match line.as_str() {
            "tick" => say(&tick()),
            "values" => {
                let pairs: Vec<String> =
                    values().iter().map(|(name, value)| format!("{name}={value}")).collect();
                say(&pairs.join(" "));
            }
            other => say(&format!("unknown request {other:?}")),
        }
    }
}

fn say(text: &str) {
    let mut out = stdout().lock();
    // A test that has gone away ends its program by closing the input.
    let _ = writeln!(out, "= {text}").and_then(|()| out.flush());
}
