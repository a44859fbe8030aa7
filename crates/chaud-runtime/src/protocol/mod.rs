//! Twin of `lib/program/protocol.ts`: the messages between the running program and its driver. Both are fed `samples.txt`.
//!
//! One message a line: verb and fields, separated by TAB. Only text in and out: nothing here knows of sockets.

use std::fmt;

mod addresses;
mod field;
mod refusal;
mod stage;

pub(crate) use addresses::{Binding, Redirect, Storage};
use field::{Field, unescape};
use refusal::REASONS;
pub(crate) use refusal::{Reason, Refusal};
pub(crate) use stage::Stage;

use crate::log::Level;

/// The version of the protocol that this runtime speaks.
pub(crate) const VERSION: u32 = 1;

/// One message, from either side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Message {
    /// To the driver, first of all.
    Hello {
        protocol: u32,
        version: String,
        pid: u32,
        executable: String,
        manifest: String,
        stage: Stage,
        /// The patch that is live already, where the program has closed the connection that it had.
        epoch: u32,
    },
    /// From the driver: the answer to `Hello`.
    Welcome { protocol: u32, version: String },
    /// From the driver: it will not serve this program.
    Goodbye { reason: String },
    /// From the driver: which of these symbols does the process lack?
    Check { patch: u32, symbols: Vec<String> },
    /// To the driver: these ones.
    Missing { patch: u32, symbols: Vec<String> },
    /// From the driver, before `Load` of the same patch: old functions that go live with it.
    Redirect { patch: u32, redirect: Redirect },
    /// From the driver, before `Load` of the same patch, to a program that waits: it begins with the patch's `main`.
    Begin { patch: u32, redirect: Redirect },
    /// From the driver, to a program that waits: it begins now.
    Go,
    /// From the driver, before `Load` of the same patch: statics that it shares with what is loaded.
    Bind { patch: u32, binding: Binding },
    /// From the driver, before `Load` of the same patch: code that is loaded already goes on to use what it uses now in
    /// place of these symbols of the patch, or of all if that is `*`.
    Keep { patch: u32, symbols: Vec<String> },
    /// From the driver, before `Load` of the same patch: what one of its files held when it was checked.
    Checksum { patch: u32, path: String, sum: u64 },
    /// From the driver, before `Load` of the same patch: filters of system calls have come, so try first what it takes.
    Try { patch: u32 },
    /// From the driver: load these dylibs, dependencies first, and commit all or nothing.
    Load { patch: u32, paths: Vec<String> },
    /// From the driver: for the program's log.
    Log { level: Level, text: String },
    /// To the driver: so many processes were forked; perhaps they run another program now.
    Forked { count: u32 },
    /// To the driver: the patch is live.
    Live { patch: u32, done: Done },
    /// To the driver: nothing has changed.
    Refused { patch: u32, refusal: Refusal },
}

/// What a commit did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Done {
    pub(crate) epoch: u32,
    /// How many import slots got another address.
    pub(crate) imports: usize,
    /// How many entries of old functions lead to new ones.
    pub(crate) entries: usize,
    pub(crate) load_us: u64,
    pub(crate) commit_us: u64,
    /// The hot functions that have a new version.
    pub(crate) functions: Vec<String>,
}

/// A line that is not a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Malformed {
    /// A verb of a later protocol, perhaps: to be ignored.
    Verb(String),
    /// A known verb with wrong fields.
    Fields(String),
}

impl Message {
    /// Reads one line, without its line end.
    pub(crate) fn parse(line: &str) -> Result<Self, Malformed> {
        let mut fields = Fields { verb: "", rest: line.split('\t') };
        fields.verb = fields.rest.next().unwrap_or_default();
        let message = match fields.verb {
            "hello" => Self::Hello {
                protocol: fields.number("protocol")?,
                version: fields.text("version")?,
                pid: fields.number("pid")?,
                executable: fields.text("executable")?,
                manifest: fields.text("manifest")?,
                stage: fields.stage()?,
                epoch: fields.number("epoch")?,
            },
            "welcome" => Self::Welcome {
                protocol: fields.number("protocol")?,
                version: fields.text("version")?,
            },
            "goodbye" => Self::Goodbye { reason: fields.text("reason")? },
            "check" => Self::Check { patch: fields.number("patch")?, symbols: fields.remaining()? },
            "missing" => {
                Self::Missing { patch: fields.number("patch")?, symbols: fields.remaining()? }
            }
            "redirect" => {
                Self::Redirect { patch: fields.number("patch")?, redirect: fields.redirect()? }
            }
            "begin" => Self::Begin { patch: fields.number("patch")?, redirect: fields.redirect()? },
            "go" => Self::Go,
            "bind" => Self::Bind { patch: fields.number("patch")?, binding: fields.binding()? },
            "keep" => Self::Keep { patch: fields.number("patch")?, symbols: fields.remaining()? },
            "checksum" => Self::Checksum {
                patch: fields.number("patch")?,
                path: fields.text("path")?,
                sum: fields.sum()?,
            },
            "try" => Self::Try { patch: fields.number("patch")? },
            "log" => Self::Log { level: fields.level()?, text: fields.text("text")? },
            "load" => Self::Load { patch: fields.number("patch")?, paths: fields.remaining()? },
            "forked" => Self::Forked { count: fields.number("count")? },
            "live" => Self::Live {
                patch: fields.number("patch")?,
                done: Done {
                    epoch: fields.number("epoch")?,
                    imports: fields.number("imports")?,
                    entries: fields.number("entries")?,
                    load_us: fields.number("load time")?,
                    commit_us: fields.number("commit time")?,
                    functions: fields.remaining()?,
                },
            },
            "refused" => Self::Refused {
                patch: fields.number("patch")?,
                refusal: Refusal { reason: fields.reason()?, details: fields.remaining()? },
            },
            verb => return Err(Malformed::Verb(verb.to_owned())),
        };
        match fields.rest.next() {
            None => Ok(message),
            Some(extra) => Err(fields.malformed("end of line", Some(extra))),
        }
    }
}

struct Fields<'a> {
    verb: &'a str,
    rest: std::str::Split<'a, char>,
}

impl Fields<'_> {
    fn text(&mut self, what: &str) -> Result<String, Malformed> {
        let field = self.rest.next();
        field.and_then(unescape).ok_or_else(|| self.malformed(what, field))
    }

    fn number<N: std::str::FromStr>(&mut self, what: &str) -> Result<N, Malformed> {
        let field = self.rest.next();
        // `parse` alone would take "+1".
        let digits = field.filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
        digits.and_then(|text| text.parse().ok()).ok_or_else(|| self.malformed(what, field))
    }

    fn reason(&mut self) -> Result<Reason, Malformed> {
        let field = self.rest.next();
        let known = REASONS.iter().find(|(_, word)| Some(*word) == field);
        known.map(|(reason, _)| *reason).ok_or_else(|| self.malformed("reason", field))
    }

    fn level(&mut self) -> Result<Level, Malformed> {
        let field = self.rest.next();
        let known = field.and_then(Level::of_word);
        known.ok_or_else(|| self.malformed("level", field))
    }

    fn remaining(&mut self) -> Result<Vec<String>, Malformed> {
        let mut all = Vec::new();
        while let Some(field) = self.rest.next() {
            all.push(unescape(field).ok_or_else(|| self.malformed("text", Some(field)))?);
        }
        Ok(all)
    }

    fn sum(&mut self) -> Result<u64, Malformed> {
        let field = self.rest.next();
        let digits = field.filter(|text| text.len() == 16);
        let sum = digits.and_then(|digits| u64::from_str_radix(digits, 16).ok());
        sum.ok_or_else(|| self.malformed("16 digits", field))
    }

    fn malformed(&self, what: &str, field: Option<&str>) -> Malformed {
        let got = field.map_or("nothing".to_owned(), |field| format!("{field:?}"));
        Malformed::Fields(format!("`{}`: expected {what}, got {got}", self.verb))
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Hello { protocol, version, pid, executable, manifest, stage, epoch } => {
                write!(f, "hello\t{protocol}\t{}\t{pid}", Field(version))?;
                write!(f, "\t{}\t{}\t{stage}\t{epoch}", Field(executable), Field(manifest))
            }
            Self::Welcome { protocol, version } => {
                write!(f, "welcome\t{protocol}\t{}", Field(version))
            }
            Self::Goodbye { reason } => write!(f, "goodbye\t{}", Field(reason)),
            Self::Check { patch, symbols } => request(f, "check", *patch, symbols),
            Self::Missing { patch, symbols } => request(f, "missing", *patch, symbols),
            Self::Redirect { patch, redirect } => write!(f, "redirect\t{patch}\t{redirect}"),
            Self::Begin { patch, redirect } => write!(f, "begin\t{patch}\t{redirect}"),
            Self::Go => f.write_str("go"),
            Self::Bind { patch, binding } => write!(f, "bind\t{patch}\t{binding}"),
            Self::Keep { patch, symbols } => request(f, "keep", *patch, symbols),
            Self::Load { patch, paths } => request(f, "load", *patch, paths),
            Self::Checksum { patch, path, sum } => {
                write!(f, "checksum\t{patch}\t{}\t{sum:016x}", Field(path))
            }
            Self::Try { patch } => write!(f, "try\t{patch}"),
            Self::Log { level, text } => write!(f, "log\t{}\t{}", level.word(), Field(text)),
            Self::Forked { count } => write!(f, "forked\t{count}"),
            Self::Live { patch, done } => {
                let Done { epoch, imports, entries, load_us, commit_us, functions } = done;
                write!(f, "live\t{patch}\t{epoch}\t{imports}\t{entries}\t{load_us}\t{commit_us}")?;
                fields(f, functions)
            }
            Self::Refused { patch, refusal } => {
                write!(f, "refused\t{patch}\t{}", refusal.reason)?;
                fields(f, &refusal.details)
            }
        }
    }
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Verb(verb) => write!(f, "unknown verb {verb:?}"),
            Self::Fields(what) => f.write_str(what),
        }
    }
}

fn request(f: &mut fmt::Formatter<'_>, verb: &str, patch: u32, all: &[String]) -> fmt::Result {
    write!(f, "{verb}\t{patch}")?;
    fields(f, all)
}

fn fields(f: &mut fmt::Formatter<'_>, all: &[String]) -> fmt::Result {
    all.iter().try_for_each(|field| write!(f, "\t{}", Field(field)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sample_survives_the_round_trip() {
        for line in include_str!("samples.txt").lines() {
            let message = Message::parse(line).unwrap_or_else(|error| panic!("{line:?}: {error}"));
            assert_eq!(message.to_string(), line);
        }
    }

    #[test]
    fn a_field_may_hold_what_separates_fields() {
        let reason = "a\tb\nc\\d\\t";
        let line = Message::Goodbye { reason: reason.to_owned() }.to_string();
        assert_eq!(line, r"goodbye	a\tb\nc\\d\\t");
        assert_eq!(Message::parse(&line), Ok(Message::Goodbye { reason: reason.to_owned() }));
    }

    #[test]
    fn says_what_is_wrong_with_a_line() {
        let check = |line: &str, expected: &str| {
            assert_eq!(Message::parse(line).unwrap_err().to_string(), expected, "{line:?}");
        };
        check("", r#"unknown verb """#);
        check("fly\t1", r#"unknown verb "fly""#);
        check("load", "`load`: expected patch, got nothing");
        check("load\t+1\t/p.so", r#"`load`: expected patch, got "+1""#);
        check("load\t4294967296", r#"`load`: expected patch, got "4294967296""#);
        check("load\t1\t/p\\q.so", r#"`load`: expected text, got "/p\\q.so""#);
        check("goodbye\tnow\tthen", r#"`goodbye`: expected end of line, got "then""#);
        check("refused\t1\twhim", r#"`refused`: expected reason, got "whim""#);
    }
}
