/** The options of `chaud run`: its own, and those of `cargo run`. Pure. */

import type { Option } from "./command_line.ts";

/** Those that are Chaud's own. */
const OWN: readonly Option[] = [
  {
    name: "--attach",
    about: "Start one more instance of the program that `chaud run` runs in " +
      "this workspace: every save goes live in both",
  },
  {
    name: "--monolithic",
    about: "Keep all crates in the executable: slower reloads, but the " +
      "program is linked as an ordinary build is",
  },
  {
    name: "--only-annotated",
    about:
      "Leave functions alone that are neither `#[chaud::hot]` nor called " +
      "from another crate",
  },
  {
    name: "--fresh-statics",
    about: "Give new code statics of its own, which start afresh",
  },
  {
    name: "--function-patches",
    value: { name: "WHEN", words: ["off", "auto", "always"] },
    about: "Compile the edited functions alone instead of their whole crate, " +
      "which follows: `auto` where that is faster, `always` where it can be, " +
      "or `off` (the default)",
  },
  {
    name: "--debuginfo",
    about: "Keep debug info in patches, for a debugger; slower reloads",
  },
  {
    name: "--folder",
    value: { name: "DIR", kind: "folder" },
    about: "Where the session has its sockets and patches: a private folder, " +
      "removed at the end; by default a new one of a random name. For giving " +
      "Deno's permissions by name",
  },
  {
    name: "--restart",
    value: { name: "WHEN", words: ["auto", "ask", "never"] },
    about: "What to do when only a restart makes a save run: `auto` (the " +
      "default) builds the program, then stops it and starts it again; `ask` " +
      "does so when the file is saved once more, or on SIGUSR2; `never` only " +
      "says so",
  },
  {
    name: "--strict",
    about: "Load nothing that old values might not fit: restart",
  },
  {
    name: "--poll",
    value: { name: "MS", isOptional: true, isNumber: true },
    about:
      "Look at the sources every MS milliseconds (250 by default), where " +
      "the system does not tell of saves: on a network file system, behind a " +
      "bind mount, saved through `mmap`",
  },
  {
    name: "--log-file",
    value: { name: "FILE", kind: "file" },
    about: "Write what is said to this file as well, with the time",
  },
  {
    name: "--events",
    value: { name: "PATH", kind: "file" },
    about: "Write everything that happens there, each a line of JSON: to a " +
      "file, to standard output (`-`), or to a socket (`unix:PATH`)",
  },
  {
    name: "--no-title",
    about: "Leave the terminal's title alone: it tells of saves while the " +
      "program has the screen, where nothing is written",
  },
  {
    name: "--timings",
    about: "After each reload, print what it took as a line of JSON",
  },
];

/** Those that cargo gets as well. */
export const SHARED: readonly Option[] = [
  {
    name: "--quiet",
    short: "-q",
    isForCargo: true,
    about: "Say only what went wrong (passed on to cargo)",
  },
  {
    name: "--verbose",
    short: "-v",
    isForCargo: true,
    about: "Say more, twice for every step (passed on to cargo)",
  },
  {
    name: "--color",
    value: { name: "WHEN", words: ["auto", "always", "never"] },
    isForCargo: true,
    about: "auto, always or never (passed on to cargo)",
  },
  { name: "--help", short: "-h", about: "Print help" },
];

/** Those of cargo's builds: what is not among them, cargo judges. */
export const OF_CARGO: readonly Option[] = [
  ...[
    "--all-features",
    "--no-default-features",
    "--keep-going",
    "--unit-graph",
    "--ignore-rust-version",
    "--locked",
    "--offline",
    "--frozen",
  ].map((name) => ({ name })),
  { name: "--release", short: "-r" },
  { name: "--package", short: "-p", value: { name: "SPEC", isOptional: true } },
  { name: "--bin", value: { name: "NAME", isOptional: true } },
  { name: "--example", value: { name: "NAME", isOptional: true } },
  { name: "--features", short: "-F", value: { name: "FEATURES" } },
  { name: "--jobs", short: "-j", value: { name: "N" } },
  { name: "--profile", value: { name: "PROFILE-NAME" } },
  { name: "--target", value: { name: "TRIPLE", isOptional: true } },
  { name: "--target-dir", value: { name: "DIRECTORY", kind: "folder" } },
  { name: "--manifest-path", value: { name: "PATH", kind: "file" } },
  { name: "--message-format", value: { name: "FMT" } },
  { name: "--config", value: { name: "KEY=VALUE|PATH" } },
  { name: "-Z", short: "-Z", value: { name: "FLAG" } },
];

/** All of them. */
export const RUN_OPTIONS: readonly Option[] = [
  ...OWN,
  ...SHARED,
  ...OF_CARGO.map((option) => ({ ...option, isForCargo: true })),
];
