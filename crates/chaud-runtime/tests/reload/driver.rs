//! The driver's side of the socket, and the program at the other end.

use std::fs;
use std::io::{BufRead, BufReader, ErrorKind, Lines, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::PathBuf;
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::base::{base, source};

/// A running program and the session directory that it was started for.
pub(crate) struct Program {
    pub(crate) directory: PathBuf,
    child: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
    log: Lines<BufReader<ChildStderr>>,
    listener: UnixListener,
    socket: Option<BufReader<UnixStream>>,
}

impl Program {
    /// Starts the program and welcomes it.
    pub(crate) fn start(name: &str) -> Self {
        let mut program = Self::start_alone(name);
        program.welcome("running", 0);
        program
    }

    /// Starts the program, which waits before it begins, and welcomes it.
    pub(crate) fn start_waiting(name: &str) -> Self {
        let mut program = Self::spawn(name, &[("CHAUD_WAIT", "1")]);
        program.welcome("waiting", 0);
        program
    }

    /// Starts the program, which closes all descriptors so many microseconds later, while the runtime opens its own; and
    /// welcomes it until it stays.
    pub(crate) fn start_closing(name: &str, after: u32) -> Self {
        let mut program = Self::spawn(name, &[("CLOSES_AFTER", &after.to_string())]);
        loop {
            program.accept();
            if program.receive().is_empty() {
                continue;
            }
            program.send("welcome\t1\t0.1.0");
            if program.request("check\t1\tmalloc") == "missing\t1" {
                return program;
            }
        }
    }

    /// Welcomes the program, which has closed its connection, once more.
    pub(crate) fn welcome_again(&mut self, epoch: u32) {
        self.welcome("running", epoch);
    }

    fn welcome(&mut self, stage: &str, epoch: u32) {
        self.accept();
        self.greeted(stage, epoch);
        self.send("welcome\t1\t0.1.0");
    }

    /// What a program says first of all.
    pub(crate) fn greeted(&mut self, stage: &str, epoch: u32) {
        let hello = self.receive();
        let executable = base().executable.display();
        let (version, pid) = (env!("CARGO_PKG_VERSION"), self.child.id());
        let who = format!("{version}\t{pid}\t{executable}\t/app/Cargo.toml");
        assert_eq!(hello, format!("hello\t1\t{who}\t{stage}\t{epoch}"));
    }

    /// Starts the program; nobody has accepted its connection yet.
    pub(crate) fn start_alone(name: &str) -> Self {
        Self::spawn(name, &[])
    }

    fn spawn(name: &str, variables: &[(&str, &str)]) -> Self {
        // Not below the target directory: the address of a socket has room for 108 bytes only.
        static STARTED: AtomicU32 = AtomicU32::new(0);
        let number = STARTED.fetch_add(1, Ordering::Relaxed);
        let unique = format!("chaud-{name}-{}-{number}", std::process::id());
        let directory = std::env::temp_dir().join(unique);
        fs::create_dir(&directory).unwrap();
        fs::set_permissions(&directory, PermissionsExt::from_mode(0o700)).unwrap();
        let directory = directory.canonicalize().unwrap();
        let listener = UnixListener::bind(directory.join("socket")).unwrap();
        let mut child = Command::new(&base().executable)
            .env("CHAUD_SOCKET", directory.join("socket"))
            .env("CARGO_MANIFEST_DIR", "/app")
            .envs(variables.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let input = child.stdin.take().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap()).lines();
        let log = BufReader::new(child.stderr.take().unwrap()).lines();
        Self { directory, child, input, output, log, listener, socket: None }
    }

    pub(crate) fn accept(&mut self) {
        // It may have given up.
        self.listener.set_nonblocking(true).unwrap();
        let end = Instant::now() + Duration::from_secs(120);
        let stream = loop {
            match self.listener.accept() {
                Ok((stream, _)) => break stream,
                Err(error) => assert_eq!(error.kind(), ErrorKind::WouldBlock),
            }
            assert!(Instant::now() < end, "the program does not attach");
            thread::sleep(Duration::from_millis(1));
        };
        stream.set_nonblocking(false).unwrap();
        self.socket = Some(BufReader::new(stream));
    }

    /// Closes the socket, as a driver that ends does.
    pub(crate) fn hang_up(&mut self) {
        self.socket = None;
    }

    pub(crate) fn send(&mut self, message: &str) {
        let socket = self.socket.as_mut().unwrap().get_mut();
        match socket.write_all(format!("{message}\n").as_bytes()) {
            // Then there is no answer either.
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {}
            sent => sent.unwrap(),
        }
    }

    pub(crate) fn receive(&mut self) -> String {
        let mut line = String::new();
        // One who leaves while there is more to read breaks the connection off.
        match self.socket.as_mut().unwrap().read_line(&mut line) {
            Err(error) if error.kind() == ErrorKind::ConnectionReset => {}
            end => _ = end.unwrap(),
        }
        line.trim_end_matches('\n').to_owned()
    }

    /// Sends a request and returns the answer.
    pub(crate) fn request(&mut self, message: &str) -> String {
        self.send(message);
        self.receive()
    }

    /// Loads dylibs of the session directory as patch `number`.
    pub(crate) fn load(&mut self, number: u32, dylibs: &[&str]) -> String {
        let paths: Vec<_> =
            dylibs.iter().map(|name| self.directory.join(name).display().to_string()).collect();
        self.request(&format!("load\t{number}\t{}", paths.join("\t")))
    }

    /// Edits a package's source by replacing each text with another, and builds the patch `<name>.so` of it.
    pub(crate) fn build(&self, name: &str, package: &str, edits: &[(&str, &str)]) {
        let text = edits.iter().fold(source(package).to_owned(), |text, (old, new)| {
            assert!(text.contains(old), "{old:?} is not in {package}");
            text.replace(old, new)
        });
        let objects = self.directory.join(name.split('-').next_back().unwrap());
        base().patch(package, &text, &objects, &self.directory.join(format!("{name}.so")));
    }

    /// What the program says next; nothing once it has ended.
    pub(crate) fn hear(&mut self) -> Option<String> {
        self.output.next().transpose().unwrap()
    }

    /// Sends the program a signal.
    pub(crate) fn kill(&self, signal: i32) {
        let pid = i32::try_from(self.child.id()).unwrap();
        // SAFETY: takes two numbers; the process is not waited for yet, so nobody else has its own.
        assert_eq!(unsafe { libc::kill(pid, signal) }, 0);
    }

    /// Waits for its end.
    pub(crate) fn end(&mut self) -> ExitStatus {
        self.child.wait().unwrap()
    }

    /// Tells the program something and returns its answer.
    pub(crate) fn ask(&mut self, question: &str) -> String {
        writeln!(self.input, "{question}").unwrap();
        self.output.next().unwrap().unwrap()
    }

    /// Reads the program's log up to a line that contains `text`.
    pub(crate) fn expect_log(&mut self, text: &str) {
        let mut seen = Vec::new();
        for line in self.log.by_ref().map_while(Result::ok) {
            if line.contains(text) {
                return;
            }
            seen.push(line);
        }
        panic!("{text:?} is not in the log: {seen:#?}");
    }

    /// What is mapped into the program.
    pub(crate) fn maps(&self) -> String {
        fs::read_to_string(format!("/proc/{}/maps", self.child.id())).unwrap()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = fs::remove_dir_all(&self.directory);
    }
}
