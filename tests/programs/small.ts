/**
 * A workspace of two small crates, `app` upon `engine`, whose program does
 * what it is told on its standard input. For tests of what may go wrong and
 * of how a workspace may be set up.
 *
 * @module
 */

/** Path to text; `{chaud}` stands for the path of the crate `chaud`. */
export const SMALL_PROGRAM: Record<string, string> = {
  "Cargo.toml": `[workspace]
resolver = "3"
members = ["app", "engine"]
default-members = ["app"]
`,
  "app/Cargo.toml": `[package]
name = "app"
edition = "2024"

[dependencies]
chaud = { path = "{chaud}" }
engine = { path = "../engine" }
`,
  "engine/Cargo.toml": `[package]
name = "engine"
edition = "2024"

[dependencies]
chaud = { path = "{chaud}" }
`,
  "app/src/main.rs": `use std::io::{Write, stdin, stdout};
use std::panic::catch_unwind;

fn main() {
    chaud::init!();
    say("ready");
    for line in stdin().lines().map_while(Result::ok) {
        match line.split_once(' ').unwrap_or((&line, "")) {
            ("work", _) => say(&engine::work()),
            ("catch", _) => match catch_unwind(engine::work) {
                Ok(text) => say(&text),
                Err(_) => say("caught"),
            },
            ("thread", _) => match std::thread::spawn(engine::work).join() {
                Ok(text) => say(&text),
                Err(_) => say("died"),
            },
            ("exit", code) => std::process::exit(code.parse().unwrap()),
            ("pid", _) => say(&std::process::id().to_string()),
            ("abort", _) => std::process::abort(),
            _ => say("what?"),
        }
    }
}

fn say(text: &str) {
    let mut out = stdout().lock();
    writeln!(out, "= {text}").and_then(|()| out.flush()).unwrap();
}
`,
  "engine/src/lib.rs": `use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

mod part;

#[chaud::persist]
static CALLS: AtomicU32 = AtomicU32::new(0);

#[chaud::persist]
static DROPS: AtomicU32 = AtomicU32::new(0);

struct Guard;

impl Drop for Guard {
    fn drop(&mut self) {
        DROPS.fetch_add(1, Relaxed);
    }
}

#[chaud::hot]
fn scale(n: u32) -> u32 {
    n
}

#[chaud::hot]
pub fn work() -> String {
    let _guard = Guard;
    let calls = CALLS.fetch_add(1, Relaxed) + 1;
    let drops = DROPS.load(Relaxed);
    format!("first {}, calls {}, drops {drops}", part::NAME, scale(calls))
}
`,
  "engine/src/part.rs": `pub(crate) const NAME: &str = "part";\n`,
};

/** What it works on. */
export const ENGINE = "engine/src/lib.rs";

/** An edit of {@linkcode ENGINE} that shows. */
export const FIRST_TO_SECOND: [from: string, to: string] = [
  '"first {}',
  '"second {}',
];
