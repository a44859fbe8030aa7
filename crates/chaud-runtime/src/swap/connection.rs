//! The connection to the driver: messages that come and go. What they are answered with is not known here.

use std::io::{self, BufRead, Read};
use std::os::fd::AsRawFd;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use super::descriptor::{Descriptor, closed, is_closed};
use super::{fork, system};
use crate::messages;
use crate::protocol::{Malformed, Message};

/// No message is that long: a driver that sends one is not ours.
const LONGEST_LINE: usize = 64 << 20;
/// No driver takes that long to listen.
const PATIENCE: Duration = Duration::from_secs(30);
/// Nor that long to accept anyone once its socket is there: one that refuses for longer has gone.
const REFUSALS: Duration = Duration::from_secs(3);

/// Why no more messages come or go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// The driver has closed its end.
    Closed,
    /// The program has closed ours.
    Lost,
}

/// Both directions of one socket.
pub(crate) struct Connection {
    descriptor: Descriptor,
    /// What has come, up to where no line ends.
    unread: Vec<u8>,
    /// So much of it has been looked at.
    seen: usize,
    /// What was read last.
    part: Box<[u8]>,
}

impl Connection {
    /// Connects to the driver. A program passes the socket's path on to those that it starts as soon as it has started
    /// a driver, so that may not listen yet: while the folder is there, it is worth waiting for. `held` is the same
    /// socket, reached through the folder's descriptor, unless the program has closed that: then `is_lost`.
    pub(crate) fn open(socket: &Path, held: &Path, is_lost: impl Fn() -> bool) -> io::Result<Self> {
        let connection = Self::new(connect(socket, held, is_lost)?);
        if connection.descriptor.ask(system::peer_uid)? != system::uid() {
            let error = "another user listens there";
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, error));
        }
        Ok(connection)
    }

    fn new(descriptor: Descriptor) -> Self {
        let part = vec![0; 1 << 15].into_boxed_slice();
        Self { descriptor, unread: Vec::new(), seen: 0, part }
    }

    /// Waits until something comes, or nothing can come any more.
    pub(crate) fn wait(&self) {
        if let Some(socket) = self.descriptor.get() {
            // Whatever is wrong is for `read` to find.
            let _ = system::wait_for_input(socket.as_raw_fd());
        }
    }

    pub(crate) fn send(&self, message: &Message) -> Result<(), End> {
        let line = format!("{message}\n");
        messages::sent(&line);
        let sent = self.descriptor.ask(|socket| system::send(socket, line.as_bytes()));
        sent.map_err(|error| if is_closed(&error) { End::Lost } else { End::Closed })
    }

    /// Waits for the next message.
    #[cfg(test)]
    fn receive(&mut self) -> Result<Message, End> {
        loop {
            if let Some(message) = self.next_message() {
                return Ok(message);
            }
            self.read()?;
        }
    }

    /// Reads what has come, or waits for more.
    pub(crate) fn read(&mut self) -> Result<(), End> {
        let count = self.descriptor.read(&mut self.part);
        if self.descriptor.get().is_none() {
            return Err(End::Lost);
        }
        match count {
            Ok(count) if count > 0 && self.unread.len() < LONGEST_LINE => {
                self.unread.extend_from_slice(&self.part[..count]);
                Ok(())
            }
            // What is left is the rest of a line whose sender died, or a far too long one.
            _ => Err(End::Closed),
        }
    }

    /// The next message that has come; what is none is passed over.
    pub(crate) fn next_message(&mut self) -> Option<Message> {
        while let Some(line) = self.next_line() {
            messages::received(&line);
            match Message::parse(&line) {
                Ok(message) => return Some(message),
                Err(Malformed::Verb(verb)) => messages::unknown_verb(&verb),
                Err(malformed) => messages::malformed(&malformed),
            }
        }
        None
    }

    fn next_line(&mut self) -> Option<String> {
        // Long ones are looked through by the standard library, which is optimised.
        let mut rest = &self.unread[self.seen..];
        let end = self.seen + rest.skip_until(b'\n').unwrap_or(0);
        let Some(line) = self.unread[..end].strip_suffix(b"\n") else {
            self.seen = end;
            return None;
        };
        let line = String::from_utf8_lossy(line).into_owned();
        self.unread.drain(..end);
        self.seen = 0;
        Some(line)
    }
}

fn connect(socket: &Path, held: &Path, is_lost: impl Fn() -> bool) -> io::Result<Descriptor> {
    let started = Instant::now();
    loop {
        // No process is forked that has it and does not know of it.
        let held_off = fork::hold_off();
        let error = match system::connect(held).map(Descriptor::alone) {
            Ok(descriptor) => return Ok(descriptor),
            Err(error) => error,
        };
        drop(held_off);
        if is_lost() {
            return Err(closed());
        }
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

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::os::unix::net::{UnixListener, UnixStream};
    use std::{env, process};

    use super::*;

    fn pair() -> (Connection, UnixStream) {
        let (ours, theirs) = UnixStream::pair().unwrap();
        let descriptor = Descriptor::new(ours).unwrap();
        (Connection::new(descriptor), theirs)
    }

    #[test]
    fn reads_message_after_message_and_skips_what_is_none() {
        let (mut connection, mut driver) = pair();
        let parts = ["fly\t1\nlo", "ad\nload\t1\t/a.so\n\n\u{fffd}\ngoodbye\tnow\nload\t2\t/b"];
        for part in parts {
            driver.write_all(part.as_bytes()).unwrap();
        }
        drop(driver);
        let load = Message::Load { patch: 1, paths: vec!["/a.so".to_owned()] };
        assert_eq!(connection.receive(), Ok(load));
        assert_eq!(connection.receive(), Ok(Message::Goodbye { reason: "now".to_owned() }));
        assert_eq!(connection.receive(), Err(End::Closed));
    }

    #[test]
    fn a_connection_that_the_program_has_closed_is_lost() {
        let (mut connection, _driver) = pair();
        connection.descriptor.close();
        let goodbye = Message::Goodbye { reason: String::new() };
        assert_eq!(connection.send(&goodbye), Err(End::Lost));
        assert_eq!(connection.receive(), Err(End::Lost));
    }

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
            move || connect(&socket, &socket, || false).map(drop)
        });
        std::fs::remove_file(&socket).unwrap();
        let listener = UnixListener::bind(&socket).unwrap();
        waiting.join().unwrap().unwrap();
        drop(listener);
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
