//! What the driver says, message by message.

use std::io::{self, BufRead, BufReader, Read};

use crate::messages;
use crate::protocol::{Malformed, Message};

/// No message is that long: a driver that sends one is not ours.
const LONGEST_LINE: u64 = 64 << 20;

/// The messages of a stream.
pub(super) struct Lines<R>(BufReader<R>);

impl<R: Read> Lines<R> {
    pub(super) fn of(stream: R) -> Self {
        Self(BufReader::new(stream))
    }

    /// The next line that is a message; `None` at the end of the stream.
    pub(super) fn next(&mut self) -> io::Result<Option<Message>> {
        loop {
            let mut line = Vec::new();
            self.0.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line)?;
            // Without its end the line is the rest of one whose sender died, or a far too long one.
            let Some(b'\n') = line.pop() else { return Ok(None) };
            let line = String::from_utf8_lossy(&line);
            messages::received(&line);
            match Message::parse(&line) {
                Ok(message) => return Ok(Some(message)),
                Err(Malformed::Verb(verb)) => messages::unknown_verb(&verb),
                Err(malformed) => messages::malformed(&malformed),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_message_after_message_and_skips_what_is_none() {
        let text = "fly\t1\nload\nload\t1\t/a.so\n\n\u{fffd}\ngoodbye\tnow\nload\t2\t/b";
        let mut lines = Lines(BufReader::with_capacity(5, text.as_bytes()));
        let load = Message::Load { patch: 1, paths: vec!["/a.so".to_owned()] };
        assert_eq!(lines.next().unwrap(), Some(load));
        assert_eq!(lines.next().unwrap(), Some(Message::Goodbye { reason: "now".to_owned() }));
        assert_eq!(lines.next().unwrap(), None);
    }
}
