/** What `--help` prints, of each command. Pure. */

/** What `chaud --help` prints. */
export const HELP =
  `Hot reload for Rust: edit, save, and the running program has it.

Usage: chaud <command>

Commands:
  run [+toolchain] [options] [cargo run options] [-- program arguments]
             Build and start a program as \`cargo run\` does, and hot-reload it
  status     Tell how the running sessions of this workspace are
  init [PATH]    Set a package up for hot reload
  doctor [PATH]  Check whether hot reload can work here, and what to do if not
  verify FILE    List what a dylib offers to and needs from a program
  attach         Serve a program that was started without \`chaud run\`; such a
                 program starts it by itself

Options:
  -h, --help     Print help
  -V, --version  Print the version

\`chaud run --help\` tells more; so it is with the others.`;

/** What `chaud run --help` prints. */
export const RUN_HELP =
  `Build and start a program as \`cargo run\` does, and hot-reload it: every save
is compiled and goes live in the running program, with its state kept.

Usage: chaud run [+toolchain] [options] [cargo run options] [-- program arguments]

Options:
      --attach      Start one more instance of the program that \`chaud run\`
                    runs in this workspace: every save goes live in both
      --monolithic  Keep all crates in the executable: slower reloads, but the
                    program is linked as an ordinary build is
      --only-annotated
                    Leave functions alone that are neither \`#[chaud::hot]\` nor
                    called from another crate
      --fresh-statics
                    Give new code statics of its own, which start afresh
      --function-patches WHEN
                    Compile the edited functions alone instead of their whole
                    crate, which follows: \`auto\` where that is faster, \`always\`
                    where it can be, or \`off\` (the default)
      --debuginfo   Keep debug info in patches, for a debugger; slower reloads
      --folder DIR  Where the session has its sockets and patches: a private
                    folder, removed at the end; by default a new one of a random
                    name. For giving Deno's permissions by name
      --restart WHEN
                    What to do when only a restart makes a save run: \`auto\`
                    (the default) builds the program, then stops it and starts
                    it again; \`ask\` does so when the file is saved once more,
                    or on SIGUSR2; \`never\` only says so
      --strict      Load nothing that old values might not fit: restart
      --poll [MS]   Look at the sources every MS milliseconds (250 by default),
                    where the system does not tell of saves: on a network file
                    system, behind a bind mount, saved through \`mmap\`
      --log-file FILE
                    Write what is said to this file as well, with the time
      --timings     After each reload, print what it took as a line of JSON
  -q, --quiet       Say only what went wrong (passed on to cargo)
  -v, --verbose     Say more, twice for every step (passed on to cargo)
      --color WHEN  auto, always or never (passed on to cargo)
  -h, --help        Print help

Everything else goes to \`cargo run\`: -p, --bin, --example, --release,
--profile, --features, --manifest-path, … The exit code is the program's.

Environment:
  CHAUD_LOG    How much to say: error, warn, info, debug or trace
  CARGO        The cargo to use`;

/** What `chaud status --help` prints. */
export const STATUS_HELP =
  `Tell how the running sessions of this workspace are: programs, patches,
memory, and what is held back. Exit code: 0 if one runs, 1 if none does.

Usage: chaud status [options]

Options:
      --manifest-path PATH  The workspace of this manifest
      --target-dir DIR      As it was given to \`chaud run\`
      --json                As JSON
  -h, --help                Print help`;

/** What `chaud init --help` prints. */
export const INIT_HELP = `Set a package up for hot reload: let it depend on \
\`chaud\`, and call
\`chaud::init!();\` at the start of its \`main\`. Shows what it would change, and asks.

Usage: chaud init [options] [PATH]

Arguments:
  [PATH]  The folder of the package or workspace; by default the current one

Options:
  -p, --package NAME  The package, where several have a program
      --bin NAME      The program, where the package has several
  -y, --yes           Do not ask
      --dry-run       Only show what would change
  -h, --help          Print help

The exit code is 0 if everything is there at the end (or would be, with
\`--dry-run\`), 1 if nothing was changed, and 101 if it cannot be done.`;

/** What `chaud doctor --help` prints. */
export const DOCTOR_HELP =
  `Check whether hot reload can work here, and say what \
to do where it cannot.
Compiles, links and starts an empty program, with your configuration of cargo.

Usage: chaud doctor [+toolchain] [options] [PATH]

Arguments:
  [PATH]  The folder of the package or workspace; by default the current one

Options:
      --json  Print the findings as JSON
  -h, --help  Print help

The exit code is 0 if everything is well, 1 if there are only warnings, and 2 if
something does not work.`;

/** What `chaud verify --help` prints. */
export const VERIFY_HELP = `List what a dylib, object or program offers to and \
needs from others, for finding
out why a patch is refused: hot functions and persisted statics, and undefined
symbols, as they were written in Rust.

Usage: chaud verify [options] FILE

Options:
      --mangled  Print symbols as they are in the file
  -h, --help     Print help`;

/** What `chaud attach --help` prints. */
export const ATTACH_HELP =
  `Serve a program that is running. Programs with hot reload start this command
themselves, from \`chaud::init!()\`, when \`chaud run\` has not started them.

Usage: chaud attach --folder DIR --manifest FILE [options]

Options:
      --folder DIR       A private folder: the socket is made there
      --manifest FILE    The manifest of the program's package
      --pid N            The program's process, for people who list processes
      --executable FILE  The same
      --debuginfo        Keep debug info in patches, for a debugger
      --timings          After each reload, say what it took as a line of JSON
  -h, --help             Print help

Environment:
  CHAUD_FEATURE_FLAGS  The feature arguments with which cargo built the program`;
