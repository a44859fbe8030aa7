//! The thread that serves this process: it attaches to the driver and answers it. Whatever happens to it, the program
//! goes on; and whatever the program does (closes every descriptor, forks), the service is told apart from it.

use std::ffi::CString;
use std::io;
use std::os::fd::RawFd;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};
use std::time::Duration;
use std::{process, thread};

use super::connection::{Connection, End};
use super::reload::Session;
use super::session_folder::SessionFolder;
use super::spawn_driver::Driver;
use super::{fork, system, threads};
use crate::protocol::{self, Message};
use crate::{cycle, log, messages};

/// What serves this process, and a process that it forks: one thread has it while it answers.
static SERVICE: Mutex<Option<Service>> = Mutex::new(None);
/// What its thread is called.
const THREAD: &str = "chaud";

/// What is known of the driver, and of what it has loaded.
pub(crate) struct Service {
    socket: PathBuf,
    manifest: String,
    /// The process that this one was forked from, or 0.
    pub(crate) parent: u32,
    session: Option<Session>,
    connection: Option<Connection>,
}

/// Attaches to the driver that listens at `socket`, or soon will, on a thread of its own.
pub(crate) fn attach(socket: PathBuf, manifest: String) {
    prepare(socket, manifest);
    threads::start(THREAD, serve);
}

/// Starts a driver for this program, and attaches to it on a thread of its own.
pub(crate) fn start_driver(manifest: String) {
    if !system::exports_symbols() {
        return messages::not_built_for_it();
    }
    // On this thread: a process inherits the signals that a thread blocks.
    let Some(driver) = Driver::start(&manifest) else { return };
    prepare(driver.socket.clone(), manifest);
    threads::start(THREAD, || {
        if driver.wait() {
            serve();
        } else {
            *lock() = None;
        }
    });
}

/// Serves a process that was forked from one that was served.
pub(crate) fn resume() {
    threads::start(THREAD, || {
        // Most run another program at once: those trouble nobody. Others get what they miss meanwhile.
        thread::sleep(BEFORE_EXEC);
        serve();
    });
}

/// The service, unless it is at work for longer than a moment.
///
/// It may be loading a library that waits for what this thread holds; or this is the thread that is at work.
pub(crate) fn idle() -> Option<MutexGuard<'static, Option<Service>>> {
    for _ in 0..MOMENTS {
        match SERVICE.try_lock() {
            Ok(service) => return Some(service),
            Err(TryLockError::Poisoned(error)) => return Some(error.into_inner()),
            Err(TryLockError::WouldBlock) if threads::is_own() => return None,
            Err(TryLockError::WouldBlock) => thread::sleep(MOMENT),
        }
    }
    None
}

/// An answer takes less than all of these; no program notices that a fork takes as long.
const MOMENTS: u32 = 500;
const MOMENT: Duration = Duration::from_micros(20);
/// So long after a fork, a process that is to run another program does.
const BEFORE_EXEC: Duration = Duration::from_millis(50);

fn lock() -> MutexGuard<'static, Option<Service>> {
    SERVICE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Before there is a thread of the runtime's: the program may fork as soon as this returns.
fn prepare(socket: PathBuf, manifest: String) {
    let service = Service { socket, manifest, parent: 0, session: None, connection: None };
    *lock() = Some(service);
    fork::watch();
}

/// Attaches to the driver and answers it until it goes away.
fn serve() {
    loop {
        let is_lost = connect().map(|is_welcome| is_welcome && answer_all() == End::Lost);
        let mut service = lock();
        match is_lost {
            Ok(true) => {
                messages::lost();
                continue;
            }
            Ok(false) => messages::driver_gone(),
            Err((socket, error)) => messages::cannot_attach(&socket, &error),
        }
        *service = None;
        break;
    }
}

/// Attaches, with all that was loaded before; whether the driver welcomes this program.
fn connect() -> Result<bool, (PathBuf, io::Error)> {
    let (socket, hello) = match lock().as_ref() {
        Some(service) => (service.socket.clone(), service.hello()),
        None => return Ok(false),
    };
    // Without the lock: the program may fork while the driver lets us wait.
    let connected = || -> io::Result<_> {
        let folder = SessionFolder::of(&socket)?;
        let mut connection = Connection::open(&socket, &folder.socket(&socket))?;
        {
            let _quiet = lock();
            connection.send(&hello).map_err(|_| io::Error::from(io::ErrorKind::ConnectionReset))?;
        }
        let is_welcome = is_welcome(&mut connection);
        Ok((folder, connection, is_welcome))
    };
    let (folder, connection, is_welcome) = connected().map_err(|error| (socket.clone(), error))?;
    if let Some(service) = lock().as_mut().filter(|_| is_welcome) {
        match &mut service.session {
            Some(session) => session.move_to(folder),
            None => service.session = Some(Session::new(folder)),
        }
        service.connection = Some(connection);
    }
    Ok(is_welcome)
}

/// Waits for the driver's answer to `hello`.
///
/// What is said, by a logger of the program's perhaps, is said with the lock: whoever forks then finds no lock held.
fn is_welcome(connection: &mut Connection) -> bool {
    loop {
        let quiet = lock();
        while let Some(message) = connection.next_message() {
            if let Some(is_welcome) = welcome(&message) {
                return is_welcome;
            }
        }
        let Some(number) = connection.number() else { return false };
        drop(quiet);
        let _ = system::wait_for_input(number);
        let _quiet = lock();
        if connection.read().is_err() {
            return false;
        }
    }
}

/// Whether a message is a welcome; `None` if it is no answer to `hello`.
fn welcome(message: &Message) -> Option<bool> {
    match message {
        Message::Welcome { protocol, version } if *protocol == protocol::VERSION => {
            log::complain_if_hidden();
            messages::attached(version);
            Some(true)
        }
        Message::Welcome { protocol, version } => {
            messages::other_protocol(*protocol, version);
            Some(false)
        }
        Message::Goodbye { reason } => {
            messages::not_welcome(reason);
            Some(false)
        }
        other => {
            messages::unexpected(other);
            None
        }
    }
}

/// Answers whatever comes.
fn answer_all() -> End {
    loop {
        // More than the welcome may have come already.
        let number = match lock().as_mut().map_or(Err(End::Closed), Service::answer) {
            Ok(number) => number,
            Err(end) => return end,
        };
        // Without the lock: whoever forks while nothing comes has a service in order.
        let _ = system::wait_for_input(number);
        if let Err(end) = lock().as_mut().map_or(Err(End::Closed), Service::read) {
            return end;
        }
    }
}

impl Service {
    fn hello(&self) -> Message {
        let executable = system::executable().unwrap_or(Path::new(""));
        Message::Hello {
            protocol: protocol::VERSION,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            pid: process::id(),
            executable: executable.to_string_lossy().into_owned(),
            manifest: self.manifest.clone(),
            epoch: cycle::current(),
            parent: self.parent,
        }
    }

    /// Answers what has come; where to wait for more.
    fn answer(&mut self) -> Result<RawFd, End> {
        let Self { session: Some(session), connection: Some(connection), .. } = self else {
            return Err(End::Closed);
        };
        while let Some(message) = connection.next_message() {
            if let Some(answer) = answer(session, message)? {
                if let count @ 1.. = fork::left() {
                    connection.send(&Message::Forked { count })?;
                }
                connection.send(&answer)?;
            }
        }
        connection.number().ok_or(End::Lost)
    }

    fn read(&mut self) -> Result<(), End> {
        self.connection.as_mut().map_or(Err(End::Closed), Connection::read)
    }
}

/// Does what a message asks for.
fn answer(session: &mut Session, message: Message) -> Result<Option<Message>, End> {
    match message {
        Message::Check { patch, symbols } => return Ok(Some(check(patch, symbols))),
        Message::Load { patch, paths } => return Ok(Some(load(session, patch, &paths))),
        Message::Redirect { patch, redirect } => session.redirect(patch, redirect),
        Message::Bind { patch, binding } => session.bind(patch, binding),
        Message::Keep { patch, symbols } => session.withhold(patch, symbols),
        Message::Checksum { patch, path, sum } => session.expect_sum(patch, path, sum),
        Message::Log { level, text } => messages::driver_says(level, &text),
        Message::Goodbye { reason } => {
            messages::goodbye(&reason);
            return Err(End::Closed);
        }
        other => messages::unexpected(&other),
    }
    Ok(None)
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
