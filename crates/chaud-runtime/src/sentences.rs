//! Every sentence that the runtime says, through the program's own `log`.

use std::fmt::Display;
use std::path::Path;

use log::{debug, error, info, trace, warn};

use crate::cycle;
use crate::protocol::{Done, Malformed, Message, Refusal, VERSION};

const TARGET: &str = "chaud";

pub(crate) fn not_started_by_driver() {
    info!(target: TARGET, "not started by `chaud run`: hot reload is off");
}

pub(crate) fn attached(driver: &str) {
    info!(target: TARGET, "hot reload is on (driver {driver})");
}

pub(crate) fn cannot_attach(socket: &Path, error: &dyn Display) {
    let socket = socket.display();
    warn!(target: TARGET, "hot reload is off: failed to attach to the driver at `{socket}`: {error}");
}

pub(crate) fn no_thread(error: &dyn Display) {
    warn!(target: TARGET, "hot reload is off: failed to start its thread: {error}");
}

pub(crate) fn other_protocol(protocol: u32, driver: &str) {
    warn!(
        target: TARGET,
        "hot reload is off: driver {driver} speaks protocol {protocol}, this program {VERSION}; \
         use the same version of `chaud` on both sides"
    );
}

pub(crate) fn goodbye(reason: &str) {
    warn!(target: TARGET, "the driver said goodbye: {reason}");
}

pub(crate) fn driver_gone() {
    let epoch = cycle::current();
    info!(target: TARGET, "the driver went away; the program goes on with epoch {epoch}");
}

pub(crate) fn panicked() {
    let epoch = cycle::current();
    error!(target: TARGET, "hot reload stopped after a panic; the program goes on with epoch {epoch}");
}

pub(crate) fn live(done: &Done) {
    let Done { epoch, imports, entries, load_us, commit_us, functions } = done;
    let count = functions.len();
    debug!(
        target: TARGET,
        "epoch {epoch} is live: {count} hot functions, {imports} imports, {entries} entries; \
         loaded in {load_us} µs, committed in {commit_us} µs"
    );
}

pub(crate) fn refused(patch: u32, refusal: &Refusal) {
    let epoch = cycle::current();
    let Refusal { reason, details } = refusal;
    let details = details.join("; ");
    warn!(target: TARGET, "refused patch {patch} ({reason}), still epoch {epoch}: {details}");
}

pub(crate) fn text_closed(image: &str, error: &std::io::Error) {
    warn!(
        target: TARGET,
        "the system does not let code be changed ({error}): functions of {image} that are only called inside their \
         crate keep their old version"
    );
}

pub(crate) fn out_of_reach(count: usize, object: &std::ffi::CStr) {
    let object = object.to_string_lossy();
    let object = if object.is_empty() { "the executable" } else { &object };
    warn!(
        target: TARGET,
        "{count} imports lie in read-only memory and keep the old code, some in {object}; \
         was it linked with `-z relro`?"
    );
}

pub(crate) fn malformed(line: &Malformed) {
    warn!(target: TARGET, "ignored a message from the driver: {line}");
}

pub(crate) fn unknown_verb(verb: &str) {
    debug!(target: TARGET, "ignored a message with the unknown verb {verb:?}");
}

pub(crate) fn unexpected(message: &Message) {
    warn!(target: TARGET, "ignored a message that a driver does not send now: {message}");
}

pub(crate) fn received(line: &str) {
    trace!(target: TARGET, "received {line:?}");
}

pub(crate) fn sent(line: &str) {
    trace!(target: TARGET, "sent {line:?}");
}
