//! Every sentence that the runtime says, through the program's own `log`.

use std::fmt::Display;
use std::path::Path;

use crate::cycle;
use crate::log::{Level, say, speak};
use crate::protocol::{Done, Malformed, Message, Refusal, VERSION};

/// What a program must be built with when neither `chaud run` nor `chaud-rustc` has a hand in it.
const MANUAL_FLAGS: &str = "-Clink-dead-code -Zpre-link-args=-Wl,--whole-archive -Clink-args=-Wl,--export-dynamic \
                            -Clink-args=-Wl,--allow-multiple-definition";
const INSTALL: &str = "deno install -g -A -n chaud jsr:@chaud/cli";
const INSTALLED_ANEW: &str = "update the driver: `deno install -g -A -f -n chaud jsr:@chaud/cli`";

pub(crate) fn not_wanted() {
    say!(Debug, "hot reload is off: CHAUD=off");
}

pub(crate) fn privileged() {
    say!(Warn, "hot reload is off: this program acts for another user than the one who started it");
}

pub(crate) fn not_built_for_it() {
    say!(
        Warn,
        "hot reload is off: this program was not built for it. Start it with `chaud run`, or build it with \
         RUSTC_WRAPPER=chaud-rustc, or (with RUSTC_BOOTSTRAP=1 on stable) with RUSTFLAGS={MANUAL_FLAGS:?}. CHAUD=off \
         ends this warning"
    );
}

// Only where code cannot be swapped.
#[allow(dead_code)]
pub(crate) fn unsupported() {
    say!(Warn, "hot reload is off: it works on Linux, on x86_64 and aarch64");
}

pub(crate) fn driver_missing(own: Option<&std::ffi::OsStr>) {
    match own {
        Some(own) => {
            let own = own.display();
            say!(Error, "hot reload is off: CHAUD names `{own}`, which is not there");
        }
        None => say!(
            Error,
            "hot reload is off: Chaud's driver is not installed. Install Deno (https://deno.com), and then, for a \
             quicker start, `{INSTALL}`. CHAUD=off says that the program shall do without"
        ),
    }
}

pub(crate) fn driver_failed(driver: &str, how: &dyn Display, said: &str) {
    let said = said.trim_end();
    let colon = if said.is_empty() { "" } else { ":\n" };
    say!(
        Error,
        "hot reload is off: the driver `{driver}` did not start ({how}); if it is older than this program's `chaud`, \
         {INSTALLED_ANEW}{colon}{said}"
    );
}

pub(crate) fn cannot_start(error: &dyn Display) {
    say!(Error, "hot reload is off: failed to start the driver: {error}");
}

pub(crate) fn driver_says(level: Level, text: &str) {
    speak(level, format_args!("{text}"));
}

pub(crate) fn driver_stderr(line: &str) {
    say!(Warn, "driver: {line}");
}

pub(crate) fn attached(driver: &str) {
    say!(Info, "hot reload is on (driver {driver})");
}

pub(crate) fn cannot_attach(socket: &Path, error: &dyn Display) {
    let socket = socket.display();
    say!(Warn, "hot reload is off: failed to attach to the driver at `{socket}`: {error}");
}

pub(crate) fn no_thread(error: &dyn Display) {
    say!(Warn, "hot reload is off: failed to start its thread: {error}");
}

pub(crate) fn other_protocol(protocol: u32, driver: &str) {
    let remedy = if protocol > VERSION { "update the dependency `chaud`" } else { INSTALLED_ANEW };
    say!(
        Error,
        "hot reload is off: driver {driver} speaks protocol {protocol}, this program {VERSION}; {remedy}"
    );
}

pub(crate) fn not_welcome(reason: &str) {
    say!(Error, "hot reload is off: {reason}");
}

pub(crate) fn ends() {
    say!(Error, "the driver went away before this program had begun, so it ends");
}

pub(crate) fn goodbye(reason: &str) {
    say!(Warn, "the driver said goodbye: {reason}");
}

pub(crate) fn driver_gone() {
    let epoch = cycle::current();
    say!(
        Warn,
        "the driver went away; the program goes on with epoch {epoch}, without hot reload: a driver that is started \
         later cannot know what it runs. Start the program again to have hot reload again"
    );
}

pub(crate) fn lost() {
    say!(
        Debug,
        "the program has closed the connection to the driver, as daemons do: connecting once more"
    );
}

pub(crate) fn panicked() {
    let epoch = cycle::current();
    say!(Error, "hot reload stopped after a panic; the program goes on with epoch {epoch}");
}

pub(crate) fn live(done: &Done) {
    let Done { epoch, imports, entries, load_us, commit_us, functions } = done;
    let count = functions.len();
    say!(
        Debug,
        "epoch {epoch} is live: {count} hot functions, {imports} imports, {entries} entries; \
         loaded in {load_us} µs, committed in {commit_us} µs"
    );
}

pub(crate) fn refused(patch: u32, refusal: &Refusal) {
    let epoch = cycle::current();
    let Refusal { reason, details } = refusal;
    let details = details.join("; ");
    // The driver tells the user.
    say!(Debug, "refused patch {patch} ({reason}), still epoch {epoch}: {details}");
}

pub(crate) fn text_closed(image: &str, error: &std::io::Error) {
    say!(
        Warn,
        "the system does not let code be changed ({error}): functions of {image} that are only called inside their \
         crate keep their old version"
    );
}

pub(crate) fn out_of_reach(count: usize, object: &std::ffi::CStr) {
    let object = object.to_string_lossy();
    let object = if object.is_empty() { "the executable" } else { &object };
    say!(
        Warn,
        "{count} imports lie in read-only memory and keep the old code, some in {object}; \
         was it linked with `-z relro`?"
    );
}

pub(crate) fn malformed(line: &Malformed) {
    say!(Warn, "ignored a message from the driver: {line}");
}

pub(crate) fn unknown_verb(verb: &str) {
    say!(Debug, "ignored a message with the unknown verb {verb:?}");
}

pub(crate) fn unexpected(message: &Message) {
    say!(Warn, "ignored a message that a driver does not send now: {message}");
}

pub(crate) fn received(line: &str) {
    say!(Trace, "received {line:?}");
}

pub(crate) fn sent(line: &str) {
    say!(Trace, "sent {line:?}");
}
