//! The thread that talks to the driver. Whatever happens to it, the program goes on.

use std::ffi::CString;
use std::io::{self, Read};
use std::os::unix::net::UnixStream;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::{Duration, Instant};
use std::{env, process, thread};

use super::lines::Lines;
use super::reload::Session;
use super::session_folder::SessionFolder;
use super::spawn_driver::Driver;
use super::system;
use crate::protocol::{self, Message, Stage};
use crate::{log, messages};

/// No driver takes that long to listen.
const PATIENCE: Duration = Duration::from_secs(30);
/// Nor that long to accept anyone once its socket is there: one that refuses for longer has gone.
const REFUSALS: Duration = Duration::from_secs(3);

/// Attaches to the driver that listens at `socket`, or soon will, on a thread of its own.
pub(crate) fn attach(socket: PathBuf, manifest: String) {
    start(move || run(&socket, manifest, None));
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
            run(&socket, manifest, None);
        }
    });
}

/// Attaches to the driver that listens at `socket`, on a thread of its own, and comes back when the program shall begin:
/// until then it gets what it shall begin with. If nobody serves it, it begins with what it has; if its driver goes away
/// meanwhile, it ends, for the driver has not ended what it was to replace.
pub(crate) fn wait(socket: PathBuf, manifest: String) {
    let (begin, told) = mpsc::channel();
    start(move || run(&socket, manifest, Some(begin)));
    // What is sent to the program is not for the one that waits.
    if system::with_signals_blocked(|| told.recv()).is_err() {
        messages::ends();
        system::exit();
    }
}

fn start(run: impl FnOnce() + Send + 'static) {
    let run = move || {
        // The program may have a logger that panics, for one.
        if panic::catch_unwind(AssertUnwindSafe(run)).is_err() {
            messages::panicked();
        }
    };
    let builder = thread::Builder::new().name("chaud".to_owned());
    if let Err(error) = system::with_signals_blocked(|| builder.spawn(run)) {
        messages::no_thread(&error);
    }
}

/// Tells the program, which waits, that it shall begin.
type Begin = mpsc::Sender<()>;

fn run(socket: &Path, manifest: String, mut begin: Option<Begin>) {
    match serve(socket, manifest, &mut begin) {
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

/// Attaches to the driver and answers it until it goes away; an error if it cannot even attach.
fn serve(socket: &Path, manifest: String, begin: &mut Option<Begin>) -> io::Result<()> {
    let folder = SessionFolder::of(socket)?;
    let stream = connect(socket, &folder.socket(socket))?;
    if system::peer_uid(&stream)? != system::uid() {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "another user listens there"));
    }
    let mut lines = Lines::of(&stream);
    let stage = if begin.is_some() { Stage::Waiting } else { Stage::Running };
    say(&stream, &hello(manifest, stage))?;
    if !welcomed(&mut lines)? {
        go(begin);
        return Ok(());
    }
    let mut session = Session::new(folder, begin.is_some());
    while let Ok(Some(message)) = lines.next() {
        if let Message::Goodbye { reason } = message {
            messages::goodbye(&reason);
            go(begin);
            break;
        }
        if act(message, &mut session, &stream, begin).is_err() {
            break;
        }
    }
    Ok(())
}

/// Does what the driver says; an error if it cannot be answered.
fn act(
    message: Message,
    session: &mut Session,
    stream: &UnixStream,
    begin: &mut Option<Begin>,
) -> io::Result<()> {
    match message {
        Message::Check { patch, symbols } => return say(stream, &check(patch, symbols)),
        Message::Load { patch, paths } => return say(stream, &load(session, patch, &paths)),
        Message::Redirect { patch, redirect } => session.redirect(patch, redirect),
        Message::Begin { patch, redirect } => session.begin_with(patch, redirect),
        Message::Go => {
            session.begins();
            go(begin);
        }
        Message::Bind { patch, binding } => session.bind(patch, binding),
        Message::Keep { patch, symbols } => session.withhold(patch, symbols),
        Message::Checksum { patch, path, sum } => session.expect_sum(patch, path, sum),
        Message::Log { level, text } => messages::driver_says(level, &text),
        other => messages::unexpected(&other),
    }
    Ok(())
}

/// Connects to the driver. A program passes the socket's path on to those that it starts as soon as it has started a
/// driver, so that may not listen yet: while the folder is there, it is worth waiting for. `held` is the same socket,
/// reached through the folder's descriptor.
fn connect(socket: &Path, held: &Path) -> io::Result<UnixStream> {
    let started = Instant::now();
    loop {
        let error = match UnixStream::connect(held) {
            Ok(stream) => return Ok(stream),
            Err(error) => error,
        };
        let patience = match error.kind() {
            io::ErrorKind::NotFound => PATIENCE,
            // A socket is there a moment before it listens.
            io::ErrorKind::ConnectionRefused => REFUSALS,
            _ => return Err(error),
        };
        if !socket.parent().is_some_and(Path::exists) || started.elapsed() >= patience {
            return Err(error);
        }
        thread::sleep(Duration::from_millis(20));
    }
}

fn hello(manifest: String, stage: Stage) -> Message {
    let executable = system::executable().unwrap_or(Path::new(""));
    Message::Hello {
        protocol: protocol::VERSION,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        pid: process::id(),
        executable: executable.to_string_lossy().into_owned(),
        manifest,
        stage,
    }
}

/// Waits for the driver's answer to `hello`.
fn welcomed(lines: &mut Lines<impl Read>) -> io::Result<bool> {
    loop {
        match lines.next()? {
            Some(Message::Welcome { protocol, version }) if protocol == protocol::VERSION => {
                log::complain_if_hidden();
                messages::attached(&version);
                return Ok(true);
            }
            Some(Message::Welcome { protocol, version }) => {
                messages::other_protocol(protocol, &version);
                return Ok(false);
            }
            Some(Message::Goodbye { reason }) => {
                messages::not_welcome(&reason);
                return Ok(false);
            }
            Some(other) => messages::unexpected(&other),
            None => return Ok(false),
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

fn say(stream: &UnixStream, message: &Message) -> io::Result<()> {
    let line = format!("{message}\n");
    messages::sent(&line);
    system::send(stream, line.as_bytes())
}

#[cfg(test)]
mod tests {
    use std::os::unix::net::UnixListener;

    use super::*;

    #[test]
    fn waits_for_a_socket_that_does_not_listen_yet() {
        let folder = env::temp_dir().join(format!("chaud-channel-{}", process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let socket = folder.join("socket");
        // What a listener leaves refuses all who come.
        drop(UnixListener::bind(&socket).unwrap());
        let refused = UnixStream::connect(&socket).unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::ConnectionRefused);
        let waiting = thread::spawn({
            let socket = socket.clone();
            move || connect(&socket, &socket).map(drop)
        });
        std::fs::remove_file(&socket).unwrap();
        let listener = UnixListener::bind(&socket).unwrap();
        waiting.join().unwrap().unwrap();
        drop(listener);
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn checks_symbols_with_the_dynamic_loader() {
        let symbols = ["malloc", "_ZN4gone", "nul\0inside"].map(str::to_owned).to_vec();
        let missing = check(3, symbols);
        assert_eq!(missing.to_string(), "missing\t3\t_ZN4gone");
    }
}
