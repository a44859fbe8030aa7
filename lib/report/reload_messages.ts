/** Every sentence that the driver says, so that it has one voice. Pure. */

import { relative } from "@std/path";
import { restartCause, type RestartPolicy } from "./restart.ts";
import { manner, reach } from "./program_messages.ts";
import type { Report, Timings } from "./report.ts";
import { cure } from "./restart_messages.ts";

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

/** Said about a command that there is not. */
export function noSuchCommand(name: string): string {
  return `error: no such command: \`${name}\`\n\n${HELP}`;
}

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
      --debuginfo   Keep debug info in patches, for a debugger; slower reloads
      --restart WHEN
                    What to do when only a restart makes a save run: \`auto\`
                    (the default) builds the program, then stops it and starts
                    it again; \`ask\` does so when the file is saved once more,
                    or on SIGUSR2; \`never\` only says so
      --strict      Restart, too, where old code or old values might be left
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

/** A status line: cargo's kind of verb, and the text beside it. */
export interface Status {
  verb: string;
  text: string;
}

/** Said when a program has attached. */
export function watching(crates: string[]): Status {
  const names = crates.toReversed().join(", ");
  return {
    verb: "Watching",
    text: `${count(crates.length, "crate")} (${names})`,
  };
}

/** Said when the program runs without the crate `chaud`. */
export function unprepared(packages: string[]): Status {
  const names = packages.map((name) => `\`${name}\``).join(", ");
  return {
    verb: "Unprepared",
    text: `${names}: functions go live as they are; \`chaud init\` adds ` +
      "persisted statics, reload cycles, and hot functions with checked types",
  };
}

/** Said when the package of the program does not use Chaud. */
export function noDependency(packages: string[]): string {
  const names = packages.map((name) => `\`${name}\``).join(", ");
  return packages.length === 1
    ? `the package ${names} does not depend on \`chaud\`
  \`chaud init -p ${
      packages[0]
    }\` adds the dependency, and the call of \`chaud::init!()\` in \`main\``
    : `none of these packages depends on \`chaud\`: ${names}
  \`chaud init -p NAME\` adds the dependency, and the call of \`chaud::init!()\` in \`main\``;
}

/** Said where there is no package. */
export const NO_PACKAGE =
  "go to the folder of a Cargo package, or name it: `chaud run --manifest-path PATH/Cargo.toml`";

/** Said after rustc's errors. */
export const OLD_CODE_RUNS = "the program goes on with the code it has";

/** Said about a save that went live. */
export function live(
  report: Extract<Report, { kind: "live" }>,
  root: string,
): Status {
  const { files, timings, programs, behind } = report;
  const where = `${manner(report.back)}${reach(programs, behind)}`;
  const what = `${subject(report)} ${where} in ${durations(timings)}`;
  return { verb: "Reloaded", text: `${saved(files, root)}: ${what}` };
}

/** Names a few functions, counts many; without names, counts what was swapped. */
function subject(
  { live, hotFunctions, imports, crates }: Extract<Report, { kind: "live" }>,
): string {
  if (live.length > 3) return count(live.length, "function");
  if (live.length > 0) return quoted(live);
  const parts = [
    ...hotFunctions.length > 0
      ? [count(hotFunctions.length, "hot function")]
      : [],
    ...imports > 0 ? [count(imports, "import")] : [],
  ];
  return parts.length > 0 ? parts.join(" and ") : crates.join(", ");
}

/** Names as they are shown. */
export function quoted(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(", ");
}

/** Said about a save after which the code is the same. */
export function unchanged(files: string[], root: string): Status {
  return { verb: "Unchanged", text: `${saved(files, root)}: the same code` };
}

/** Said about a save whose patch was not loaded. */
export function refused(
  report: Extract<Report, { kind: "refused" }>,
  root: string,
  policy: RestartPolicy = "never",
): string {
  const { reason, details, files } = report;
  const list = details.map((line) => `\n  ${line.replace(`${root}/`, "")}`)
    .join("");
  const [why, remedy] = REFUSALS[reason];
  const next = restartCause(report, false) && cure(policy) ||
    `${remedy}; ${OLD_CODE_RUNS}`;
  return `${saved(files, root)}: ${why}${list}\n${next}`;
}

const REFUSALS: Record<
  Extract<Report, { kind: "refused" }>["reason"],
  [why: string, remedy: string]
> = {
  undefined: [
    "the new code needs symbols that the program does not have:",
    "restart `chaud run` to have them",
  ],
  unfit: [
    "the program has no room for new thread-locals of the binary:",
    "restart `chaud run` to have them, or move them to a library crate",
  ],
  type: [
    "the type of something that is in use has changed:",
    "restart `chaud run`, or undo the change",
  ],
  build: [
    "only a restart makes this count:",
    "restart `chaud run` to have it",
  ],
  strict: [
    "the program may hold old values of what changed:",
    "restart `chaud run`, or undo the change",
  ],
  link: ["the patch could not be linked:", "please report this"],
  load: ["the patch could not be loaded:", "please report this"],
  damaged: ["the patch's file was damaged before it was loaded:", "save again"],
  path: ["the program did not trust the patch's file:", "please report this"],
  protocol: ["the program did not understand:", "please report this"],
};

/** Names what was saved. */
export function saved(files: string[], root: string): string {
  const [first = "start", ...others] = files.map((f) => relative(root, f));
  return others.length === 0
    ? first
    : `${first} and ${count(others.length, "more file")}`;
}

function durations({ total, stages }: Timings): string {
  const parts = stages.map(([stage, ms]) => `${stage} ${Math.round(ms)}`);
  return `${Math.round(total)} ms (${parts.join(", ")})`;
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}

/** Told to a program that another driver should serve. */
export function otherExecutable(executable: string): string {
  return `this driver serves \`${executable}\` only`;
}

/** Said while cargo builds once more, for the recordings. */
export const RECORDING =
  "hot reload is recording how cargo builds this program; edits are watched soon";

/** Said about an executable that is not where cargo put it. */
export function notCargos(executable: string): string {
  return `\`${executable}\` is not (or no longer) what cargo built there: ` +
    `start it where cargo put it, or with \`chaud run\``;
}

/** Said when a program was built without switches that a reload needs. */
export function flagsMissing(flags: string[]): string {
  return `the program was built without switches that hot reload needs.\n` +
    `  Missing in RUSTFLAGS: ${flags.join(" ")}\n` +
    `  Or start it with \`chaud run\`, or with RUSTC_WRAPPER=chaud-rustc`;
}

/** Said when the driver's build is not the program's. */
export function otherBuild(details: string[]): string {
  return `cargo builds another program than the one that runs.\n` +
    details.map((line) => `  ${line}\n`).join("") +
    `  CHAUD_FEATURE_FLAGS must hold the feature arguments that cargo got ` +
    `(such as \`-F chaud/unsafe-hot-reload\`), and toolchain and profile ` +
    `must be the same`;
}

/** Said when cargo cannot build what is running. */
export function recordingFailed(output: string): string {
  return `cargo failed to build the program once more, for the recordings:\n` +
    output;
}

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
