/**
 * The commands and what each of them takes: help, completions and the reading
 * of arguments are made from this. Pure.
 */

import type { Command, Option } from "./command_line.ts";
import { RUN_OPTIONS } from "./run_options.ts";
import { TEST_OPTIONS } from "./test_options.ts";

const HELP: Option = { name: "--help", short: "-h", about: "Print help" };

/** They tell which workspace is meant. */
const WORKSPACE: readonly Option[] = [
  {
    name: "--manifest-path",
    value: { name: "PATH", kind: "file" },
    about: "The workspace of this manifest",
  },
  {
    name: "--target-dir",
    value: { name: "DIR", kind: "folder" },
    about: "As it was given to `chaud run`",
  },
];

/** They tell which session is meant. */
const SESSION: readonly Option[] = [
  {
    name: "--pid",
    value: { name: "N", isNumber: true },
    about: "The session with this driver or program, where several run",
  },
  ...WORKSPACE,
];

const PACKAGE_FOLDER = {
  name: "PATH",
  kind: "folder",
  about: "The folder of the package or workspace; by default the current one",
} as const;

/** `chaud run`. */
export const RUN: Command = {
  name: "run",
  summary: "Build and start a program as `cargo run` does, and hot-reload it",
  about:
    "Build and start a program as `cargo run` does, and hot-reload it: every " +
    "save is compiled and goes live in the running program, with its state " +
    "kept.",
  usage: "[+toolchain] [options] [-- program arguments]",
  options: RUN_OPTIONS,
  isOpen: true,
  more: `Everything else goes to \`cargo run\`: -p, --bin, --example, --release,
--profile, --features, --manifest-path, … The exit code is the program's.

Environment:
  CHAUD_LOG    How much to say: error, warn, info, debug or trace
  CARGO        The cargo to use`,
};

/** `chaud test`. */
export const TEST: Command = {
  name: "test",
  summary:
    "Build tests as `cargo test` does, and run at each save those that " +
    "it can reach",
  about:
    "Build tests as `cargo test` does, and run them; then run at each save " +
    "the tests that it can reach, and those that failed.",
  usage: "[+toolchain] [options] [TESTNAME] [-- arguments for tests]",
  options: TEST_OPTIONS,
  isOpen: true,
  isMixed: true,
  more:
    `Everything else goes to \`cargo test\`: -p, --lib, --test, --workspace, --release,
--features, … Doc tests are not run. On a terminal, Enter runs all tests, f
those that failed, t asks for part of their names, and q ends it.

The exit code is 0, or with \`--once\` that of \`cargo test\`.`,
};

/** `chaud status`. */
export const STATUS: Command = {
  name: "status",
  summary: "Tell how the running sessions of this workspace are",
  about:
    "Tell how the running sessions of this workspace are: programs, patches, " +
    "memory, and what is held back. Exit code: 0 if one runs, 1 if none does.",
  options: [
    ...WORKSPACE,
    { name: "--json", about: "As JSON" },
    HELP,
  ],
};

/** `chaud restart`. */
export const RESTART: Command = {
  name: "restart",
  summary: "Build the program anew, and start it again",
  about: "Let the running session build its program anew, and then stop it " +
    "and start it again.",
  options: [...SESSION, HELP],
};

/** `chaud pause`. */
export const PAUSE: Command = {
  name: "pause",
  summary: "Let saves wait",
  about:
    "Let saves of sources wait until `chaud resume`: then what was saved " +
    "last goes live at once. A restart takes them up as well.",
  options: [...SESSION, HELP],
};

/** `chaud resume`. */
export const RESUME: Command = {
  name: "resume",
  summary: "Take up the saves that wait",
  about: "Take up the saves that wait since `chaud pause`.",
  options: [...SESSION, HELP],
};

const FOLLOW: Option = {
  name: "--follow",
  short: "-f",
  about: "Go on until the session ends",
};

/** `chaud log`. */
export const LOG: Command = {
  name: "log",
  summary: "Show what a running session has said",
  about: "Show what the running session has said, wherever its terminal is.",
  options: [
    FOLLOW,
    { name: "--verbose", short: "-v", about: "Show more" },
    ...SESSION,
    HELP,
  ],
};

/** `chaud events`. */
export const EVENTS: Command = {
  name: "events",
  summary: "Print what has happened in a running session as JSON",
  about: "Print what has happened in the running session, each a line of " +
    "JSON, as `chaud run --events` does.",
  options: [
    FOLLOW,
    { name: "--schema", about: "Print the JSON Schema of events instead" },
    ...SESSION,
    HELP,
  ],
};

/** `chaud init`. */
export const INIT: Command = {
  name: "init",
  summary: "Set a package up for hot reload",
  about:
    "Set a package up for hot reload: let it depend on `chaud`, and call " +
    "`chaud::init!();` at the start of its `main`. Shows what it would " +
    "change, and asks.",
  operand: PACKAGE_FOLDER,
  options: [
    {
      name: "--package",
      short: "-p",
      value: { name: "NAME" },
      about: "The package, where several have a program",
    },
    {
      name: "--bin",
      value: { name: "NAME" },
      about: "The program, where the package has several",
    },
    { name: "--yes", short: "-y", about: "Do not ask" },
    { name: "--dry-run", about: "Only show what would change" },
    HELP,
  ],
  more: `The exit code is 0 if everything is there at the end (or would be, with
\`--dry-run\`), 1 if nothing was changed, and 101 if it cannot be done.`,
};

/** `chaud doctor`. */
export const DOCTOR: Command = {
  name: "doctor",
  summary: "Check whether hot reload can work here, and what to do if not",
  about:
    "Check whether hot reload can work here, and say what to do where it " +
    "cannot. Compiles, links and starts an empty program, with your " +
    "configuration of cargo.",
  usage: "[+toolchain] [options] [PATH]",
  operand: PACKAGE_FOLDER,
  options: [{ name: "--json", about: "Print the findings as JSON" }, HELP],
  more:
    `The exit code is 0 if everything is well, 1 if there are only warnings, and 2 if
something does not work.`,
};

/** `chaud verify`. */
export const VERIFY: Command = {
  name: "verify",
  summary: "List what a dylib offers to and needs from a program",
  about:
    "List what a dylib, object or program offers to and needs from others, " +
    "for finding out why a patch is refused: hot functions and persisted " +
    "statics, and undefined symbols, as they were written in Rust.",
  operand: { name: "FILE", kind: "file", isRequired: true },
  options: [
    { name: "--mangled", about: "Print symbols as they are in the file" },
    HELP,
  ],
};

/** `chaud attach`. */
export const ATTACH: Command = {
  name: "attach",
  summary: "Serve a program that was started without `chaud run`; such a " +
    "program starts it by itself",
  about: "Serve a program that is running. Programs with hot reload start " +
    "this command themselves, from `chaud::init!()`, when `chaud run` has not " +
    "started them.",
  usage: "--folder DIR --manifest FILE [options]",
  options: [
    {
      name: "--folder",
      value: { name: "DIR", kind: "folder" },
      about: "A private folder: the socket is made there",
    },
    {
      name: "--manifest",
      value: { name: "FILE", kind: "file" },
      about: "The manifest of the program's package",
    },
    {
      name: "--pid",
      value: { name: "N" },
      about: "The program's process, for people who list processes",
    },
    {
      name: "--executable",
      value: { name: "FILE", kind: "file" },
      about: "The same",
    },
    {
      name: "--debuginfo",
      about: "Keep debug info in patches, for a debugger",
    },
    {
      name: "--timings",
      about: "After each reload, say what it took as a line of JSON",
    },
    HELP,
  ],
  more: `Environment:
  CHAUD_FEATURE_FLAGS  The feature arguments with which cargo built the program`,
};

/** `chaud completions`. */
export const COMPLETIONS: Command = {
  name: "completions",
  summary: "Print what completes commands and options in a shell",
  about: "Print a script that lets a shell complete commands and options: in " +
    "bash, `source <(chaud completions bash)`; in zsh, the same after " +
    "`compinit`; in fish, `chaud completions fish | source`.",
  operand: { name: "SHELL", words: ["bash", "zsh", "fish"], isRequired: true },
  options: [HELP],
};

/** All of them, as `chaud --help` lists them. */
export const COMMANDS: readonly Command[] = [
  RUN,
  TEST,
  STATUS,
  RESTART,
  PAUSE,
  RESUME,
  LOG,
  EVENTS,
  INIT,
  DOCTOR,
  VERIFY,
  COMPLETIONS,
  ATTACH,
];

/** The command of a name. */
export function commandNamed(name: string): Command | undefined {
  return COMMANDS.find((command) => command.name === name);
}
