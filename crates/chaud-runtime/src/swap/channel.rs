//! The thread that talks to the driver. Whatever happens to it, the program goes on.

use std::ffi::CString;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::{env, io, process};

use super::connection::{Connection, End};
use super::descriptor::{self, is_closed};
use super::reload::Session;
use super::session_folder::SessionFolder;
use super::spawn_driver::Driver;
use super::{fork, system, threads};
use crate::protocol::{self, Message, Stage};
use crate::{cycle, log, messages};

/// Attaches to the driver that listens at `socket`, or soon will, on a thread of its own.
pub(crate) fn attach(socket: PathBuf, manifest: String) {
    start(move || run(&socket, &manifest, None));
}

/// Starts a driver for this program, and attaches to it on a thread of its own.
pub(crate) fn start_driver(manifest: String) {
    if !system::exports_symbols() {
        return messages::not_built_for_it();
    }
    // On this thread: a process inherits the signals that a thread blocks.
    let Some(driver) = Driver::start(&manifest) else { return };
    start(move || {
        let socket = driver.socket.clone();
        if driver.wait() {
            run(&socket, &manifest, None);
        }
    });
}

/// Attaches to the driver that listens at `socket`, on a thread of its own, and comes back when the program shall begin:
/// until then it gets what it shall begin with. If nobody serves it, it begins with what it has; if its driver goes away
/// meanwhile, it ends, for the driver has not ended what it was to replace.
pub(crate) fn wait(socket: PathBuf, manifest: String) {
    // What is sent to the program is not for the one that waits.
    let told = system::with_signals_blocked(|| {
        let (begin, told) = mpsc::channel();
        start(move || run(&socket, &manifest, Some(begin)));
        told.recv()
    });
    if told.is_err() {
        messages::ends();
        system::exit();
    }
}

/// Runs something on the thread that talks to the driver.
fn start(run: impl FnOnce() + Send + 'static) {
    fork::watch();
    threads::start("chaud", run);
}

/// Tells the program, which waits, that it shall begin.
type Begin = mpsc::Sender<()>;

fn run(socket: &Path, manifest: &str, mut begin: Option<Begin>) {
    let end = serve(socket, manifest, &mut begin);
    let _held = fork::hold_off();
    match end {
        // Dropped where the program has not begun: then it ends.
        Ok(()) if begin.is_some() => {}
        Ok(()) => messages::driver_gone(),
        Err(error) => {
            messages::cannot_attach(socket, &error);
            go(&mut begin);
        }
    }
}

/// Lets the program begin, if it waits.
fn go(begin: &mut Option<Begin>) {
    if let Some(begin) = begin.take() {
        // It does wait.
        let _ = begin.send(());
    }
}

/// Attaches to the driver and answers it until it goes away; an error if it cannot even attach. Where the program has
/// closed the connection, as daemons do, it attaches once more.
fn serve(socket: &Path, manifest: &str, begin: &mut Option<Begin>) -> io::Result<()> {
    let mut session = None;
    loop {
        match attend(socket, manifest, &mut session, begin) {
            Ok(End::Lost) => {}
            Err(error) if is_closed(&error) => {}
            ended => return ended.map(drop),
        }
        let _held = fork::hold_off();
        messages::lost();
    }
}

/// Attaches to the driver and answers it until one of both has closed the connection.
///
/// All but waiting is done with forks held off.
fn attend(
    socket: &Path,
    manifest: &str,
    session: &mut Option<Session>,
    begin: &mut Option<Begin>,
) -> io::Result<End> {
    let folder = SessionFolder::of(socket)?;
    let mut connection = Connection::open(socket, &folder.socket(socket), || folder.is_lost())?;
    let stage = if begin.is_some() { Stage::Waiting } else { Stage::Running };
    match greet(&mut connection, &hello(manifest, stage)) {
        Ok(true) => descriptor::settle(),
        Ok(false) => {
            go(begin);
            return Ok(End::Closed);
        }
        Err(end) => return Ok(end),
    }
    let session = match session {
        Some(session) => {
            session.move_to(folder);
            session
        }
        None => session.insert(Session::new(folder, begin.is_some())),
    };
    loop {
        let held_off = fork::hold_off();
        // More than the welcome may have come already.
        while let Some(message) = connection.next_message() {
            if let Message::Goodbye { reason } = message {
                messages::goodbye(&reason);
                go(begin);
                return Ok(End::Closed);
            }
            if let Err(end) = act(message, session, &connection, begin) {
                return Ok(end);
            }
        }
        drop(held_off);
        if let Err(end) = receive(&mut connection) {
            return Ok(end);
        }
    }
}

/// Waits for what comes next.
fn receive(connection: &mut Connection) -> Result<(), End> {
    connection.wait();
    let _held = fork::hold_off();
    connection.read()
}

/// Does what the driver says; an end if it cannot be answered.
fn act(
    message: Message,
    session: &mut Session,
    connection: &Connection,
    begin: &mut Option<Begin>,
) -> Result<(), End> {
    match message {
        Message::Check { patch, symbols } => return connection.send(&check(patch, symbols)),
        Message::Load { patch, paths } => {
            let answer = load(session, patch, &paths);
            if let count @ 1.. = fork::count() {
                connection.send(&Message::Forked { count })?;
            }
            return connection.send(&answer);
        }
        Message::Redirect { patch, redirect } => session.redirect(patch, redirect),
        Message::Begin { patch, redirect } => session.begin_with(patch, redirect),
        Message::Go => {
            session.begins();
            go(begin);
        }
        Message::Bind { patch, binding } => session.bind(patch, binding),
        Message::Keep { patch, symbols } => session.withhold(patch, symbols),
        Message::Checksum { patch, path, sum } => session.expect_sum(patch, path, sum),
        Message::Try { patch } => session.try_calls(patch),
        Message::Log { level, text } => messages::driver_says(level, &text),
        other => messages::unexpected(&other),
    }
    Ok(())
}

fn hello(manifest: &str, stage: Stage) -> Message {
    let executable = system::executable().unwrap_or(Path::new(""));
    Message::Hello {
        protocol: protocol::VERSION,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        pid: process::id(),
        executable: executable.to_string_lossy().into_owned(),
        manifest: manifest.to_owned(),
        stage,
        epoch: cycle::current(),
    }
}

/// Says `hello`, and waits for the driver's answer: whether the program is welcome.
fn greet(connection: &mut Connection, hello: &Message) -> Result<bool, End> {
    {
        let _held = fork::hold_off();
        connection.send(hello)?;
    }
    loop {
        receive(connection)?;
        let _held = fork::hold_off();
        while let Some(message) = connection.next_message() {
            if let Some(is_welcome) = welcome(message) {
                return Ok(is_welcome);
            }
        }
    }
}

/// Whether a message is a welcome; `None` if it is no answer to `hello`.
fn welcome(message: Message) -> Option<bool> {
    match message {
        Message::Welcome { protocol, version } if protocol == protocol::VERSION => {
            log::complain_if_hidden();
            messages::attached(&version);
            Some(true)
        }
        Message::Welcome { protocol, version } => {
            messages::other_protocol(protocol, &version);
            Some(false)
        }
        Message::Goodbye { reason } => {
            messages::not_welcome(&reason);
            Some(false)
        }
        other => {
            messages::unexpected(&other);
            None
        }
    }
}

/// Which of `symbols` does the process lack?
fn check(patch: u32, mut symbols: Vec<String>) -> Message {
    symbols.retain(|symbol| {
        let symbol = CString::new(symbol.as_str());
        symbol.is_ok_and(|symbol| system::find(&symbol).is_none())
    });
    Message::Missing { patch, symbols }
}

fn load(session: &mut Session, patch: u32, paths: &[String]) -> Message {
    match session.reload(patch, paths) {
        Ok(done) => {
            messages::live(&done);
            Message::Live { patch, done }
        }
        Err(refusal) => {
            messages::refused(patch, &refusal);
            Message::Refused { patch, refusal }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checks_symbols_with_the_dynamic_loader() {
        let symbols = ["malloc", "_ZN4gone", "nul\0inside"].map(str::to_owned).to_vec();
        let missing = check(3, symbols);
        assert_eq!(missing.to_string(), "missing\t3\t_ZN4gone");
    }
}
