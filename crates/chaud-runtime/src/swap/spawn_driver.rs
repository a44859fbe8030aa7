//! Starts the driver, where none has started the program.

use std::ffi::OsString;
use std::fs::{self, DirBuilder};
use std::io::{self, BufRead, BufReader, Read};
use std::os::fd::OwnedFd;
use std::os::unix::fs::DirBuilderExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::{env, process};

use super::descriptor::Descriptor;
use super::{fork, system, threads};
use crate::attach::{DRIVER, SOCKET};
use crate::messages;

/// The driver's package, for Deno.
const PACKAGE: &str = "jsr:@chaud/cli";

/// A driver that is being started.
pub(crate) struct Driver {
    /// Where it will listen.
    pub(crate) socket: PathBuf,
    name: String,
    child: Child,
    /// What it prints.
    output: Option<Descriptor>,
    errors: Option<Descriptor>,
    /// Closed by the end of this process, however it comes, which the driver takes for the end of its work.
    lifeline: Option<Descriptor>,
}

impl Driver {
    /// Starts the driver; `None` if that failed, and was said.
    pub(crate) fn start(manifest: &str) -> Option<Self> {
        let folder = match make_folder() {
            Ok(folder) => folder,
            Err(error) => {
                messages::cannot_start(&error);
                return None;
            }
        };
        let started = spawn(&folder, manifest);
        if started.is_none() {
            let _ = fs::remove_dir(&folder);
        }
        let (name, mut child) = started?;
        let socket = folder.join("socket");
        // Programs that this one starts shall have the same driver.
        system::set_variable_if_alone(SOCKET, socket.as_os_str());
        let own = |stream: OwnedFd| Descriptor::new(stream).ok();
        let output = child.stdout.take().and_then(|stream| own(stream.into()));
        let errors = child.stderr.take().and_then(|stream| own(stream.into()));
        let lifeline = child.stdin.take().and_then(|stream| {
            let lifeline = own(stream.into())?;
            Some(lifeline.alone())
        });
        Some(Self { socket, name, child, output, errors, lifeline })
    }

    /// Waits until the driver listens; false if it does not, which was said. From then on it is looked after.
    pub(crate) fn wait(mut self) -> bool {
        let mut line = String::new();
        let output = self.output.take();
        let read = output.map(|output| BufReader::new(output).read_line(&mut line));
        let errors = self.errors.take();
        if matches!(read, Some(Ok(_))) && line == "ready\n" {
            return threads::start("chaud-driver", || self.look_after(errors));
        }
        let _ = self.child.kill();
        let mut said = String::new();
        let _ = errors.map(|mut errors| errors.read_to_string(&mut said));
        let ended = self.child.wait();
        let _held = fork::hold_off();
        match ended {
            Ok(status) => messages::driver_failed(&self.name, &status, &said),
            Err(error) => messages::driver_failed(&self.name, &error, &said),
        }
        let _ = self.socket.parent().map(fs::remove_dir_all);
        false
    }

    /// Passes on what the driver could not say through its socket, and waits for its end.
    fn look_after(mut self, errors: Option<Descriptor>) {
        let lines = errors.map(|errors| BufReader::new(errors).lines());
        for line in lines.into_iter().flatten().map_while(Result::ok) {
            let _held = fork::hold_off();
            messages::driver_stderr(&line);
        }
        let _ = self.child.wait();
        drop(self.lifeline);
        // A driver that was killed could not tidy up.
        let _ = self.socket.parent().map(fs::remove_dir_all);
    }
}

/// Makes a folder that only its owner can enter.
fn make_folder() -> io::Result<PathBuf> {
    let mut last = io::Error::from(io::ErrorKind::AlreadyExists);
    for attempt in 0..100 {
        let path = env::temp_dir().join(format!("chaud-{}-{attempt}", process::id()));
        match DirBuilder::new().mode(0o700).create(&path) {
            Ok(()) => return path.canonicalize(),
            Err(error) => last = error,
        }
        if last.kind() != io::ErrorKind::AlreadyExists {
            break;
        }
    }
    Err(last)
}

/// Starts the first driver that is there: its name and process.
fn spawn(folder: &Path, manifest: &str) -> Option<(String, Child)> {
    let own = env::var_os(DRIVER).filter(|own| !own.is_empty());
    for (program, args) in candidates(own.clone()) {
        let mut command = Command::new(&program);
        command.args(args).arg("attach").arg("--folder").arg(folder);
        command.arg("--pid").arg(process::id().to_string());
        command.arg("--executable").arg(env::current_exe().unwrap_or_default());
        command.arg("--manifest").arg(manifest);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        // Ctrl-C is for the program, which may go on.
        command.process_group(0);
        match command.spawn() {
            Ok(child) => return Some((program.to_string_lossy().into_owned(), child)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => {
                let name = program.display();
                messages::cannot_start(&format_args!("`{name}`: {error}"));
                return None;
            }
        }
    }
    messages::driver_missing(own.as_deref());
    None
}

/// What `$CHAUD` names, or else `chaud`, or else Deno with the driver's package. Deno's own folder counts too, which
/// not everybody has in `$PATH`.
fn candidates(own: Option<OsString>) -> Vec<(OsString, &'static [&'static str])> {
    if let Some(own) = own {
        return vec![(own, &[])];
    }
    let package: &[&str] = &["run", "-A", PACKAGE];
    let home = env::var_os("HOME").map(|home| Path::new(&home).join(".deno/bin"));
    let mut all = Vec::new();
    for (name, args) in [("chaud", &[][..]), ("deno", package)] {
        all.push((OsString::from(name), args));
        all.extend(home.iter().map(|home| (home.join(name).into_os_string(), args)));
    }
    all
}
