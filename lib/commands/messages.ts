/**
 * What the commands say besides what becomes of saves: of arguments, of setting
 * up, of a file's symbols, of sessions, and a doctor's findings and advice.
 * Never prints anything. Pure.
 */

import { relative } from "@std/path";
import { HELP } from "./help.ts";
import { count, quoted } from "../report/wording.ts";
import type { ProgramState, SessionState } from "../session/status.ts";
import type { Memory } from "../system/procfs.ts";

/** Said about a command that there is not. */
export function noSuchCommand(name: string): string {
  return `error: no such command: \`${name}\`\n\n${HELP}`;
}

/** Said about an argument that a command does not have. */
export function noSuchArgument(argument: string, command: string): string {
  return `unexpected argument \`${argument}\`: see \`chaud ${command} --help\``;
}

/** Said about what is given with `--poll` and is no time. */
export function unclearPoll(argument: string): string {
  return `${argument}: say how many milliseconds, as in \`--poll=500\``;
}

/** Said where files may be saved without the system's knowing. */
export function silentFileSystem(kind: string): string {
  return `the sources are on a file system (${kind}) of which the system may ` +
    `not tell who saves: \`chaud run --poll\` looks for itself`;
}

/** Said about a word after `--restart` that there is not. */
export function noSuchPolicy(
  word: string,
  policies: readonly string[],
): string {
  return `--restart ${word}: there are ${policies.join(", ")}`;
}

/** Said when the package of the program does not use Chaud. */
export function noDependency(packages: string[]): string {
  const names = quoted(packages);
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

/** Said about a folder that is not there. */
export function noSuchFolder(folder: string): string {
  return `there is no folder \`${folder}\``;
}

/** Said when there is nothing to set up. */
export function alreadySetUp(name: string): string {
  return `\`${name}\` is set up: start it with \`chaud run\``;
}

/** Said when everything was set up. */
export function setUp(name: string): string {
  return `\`${name}\`: start it with \`chaud run\``;
}

/** Asked before something is changed. */
export const MAY_CHANGE = "Change it so?";

/** Said when nobody was there to answer. */
export const NOT_ASKED =
  "nothing was changed: pass `--yes` where nobody can be asked";

/** Said when the answer was no. */
export const NOTHING_CHANGED = "nothing was changed";

/** Said when cargo does not find the dependency that was added. */
export function undone(reason: string): string {
  return `the manifest could not be changed, and is as it was: ${reason}
add the dependency yourself:  cargo add chaud`;
}

/** Heads the hot functions and persisted statics of a file. */
export function itemsHeading(count: number): string {
  return `hot functions and persisted statics (${count}):`;
}

/** Said beside one of them. */
export const ROLES = {
  current: "defined",
  initial: "defined for a program that lacks it",
  used: "needed",
};

/** Heads the undefined symbols of a file. */
export function neededHeading(count: number): string {
  return `needed from the program (${count}):`;
}

/** Heads the undefined symbols that may stay so. */
export function optionalHeading(count: number): string {
  return `used if it is there (${count}):`;
}

/** A session, with what the system knows of its processes. */
export interface Measured extends SessionState {
  driverMemory: Memory | undefined;
  programs: (ProgramState & { memory: Memory | undefined })[];
}

/** Said where no session runs. */
export function noSession(folder: string): string {
  return `no session of \`${folder}\` is running: start one with \`chaud run\``;
}

/** Said about a session. */
export function status(session: Measured, root: string): string {
  const { executable, driver, driverMemory, crates, saves, held } = session;
  const programs = session.programs.map(({ pid, patches, memory }) => {
    const mapped = memory ? `, ${size(memory.patches)} mapped` : "";
    const has = `epoch ${session.epoch}, ${count(patches, "patch")}${mapped}`;
    return line("program", `pid ${pid}: ${has}${resident(memory)}`);
  });
  const saved = Object.entries(saves).filter(([, times]) => times > 0)
    .map(([kind, times]) => `${times} ${kind}`).join(", ");
  const last = session.last
    ? `${saved}; the last one: ${session.last}`
    : "none";
  return [
    relative(root, executable),
    ...programs,
    ...programs.length === 0 ? [line("program", "none is attached")] : [],
    line("driver", `pid ${driver}${resident(driverMemory)}`),
    line("socket", `CHAUD_SOCKET=${session.folder}/socket`),
    line("watches", `${count(crates.length, "crate")} (${crates.join(", ")})`),
    line("saves", last),
    line(
      "held back",
      quoted(held) || "nothing",
    ),
  ].join("\n");
}

function line(label: string, text: string): string {
  return `  ${label.padEnd(10)} ${text}`;
}

function resident(memory: Memory | undefined): string {
  return memory ? `, ${size(memory.resident)} of memory` : "";
}

function size(bytes: number): string {
  return bytes < 1e6
    ? `${Math.ceil(bytes / 1e3)} kB`
    : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** Advice for platforms where nothing can be reloaded. */
export const PLATFORM_REMEDY =
  "hot reload works on Linux (x86_64, aarch64) only; elsewhere programs run as usual";

/** Said when there is no rustc. */
export const NO_RUST = "rustc does not run";
/** Advice for it. */
export const RUST_REMEDY = "install Rust: see https://rustup.rs";

/** Advice for an old rustc. */
export function oldRust(oldest: string): string {
  return `Chaud needs Rust ${oldest} or later: \`rustup update\``;
}

/** Advice when the empty program could not be built. */
export const LINKER_REMEDY =
  "an empty program must link: is a C compiler installed (`cc`), and is " +
  "`linker` in .cargo/config.toml right?";

/** Said when it could. */
export function linksWith(linker: string): string {
  return `links with \`${linker}\``;
}

/** Said of flags that do no harm. */
export const FLAGS_FINE = "nothing in RUSTFLAGS or cargo's configuration is " +
  "in the way";

/** Said of a C library that is linked statically. */
export const STATIC = "the C library is linked statically";
/** Advice for it. */
export const STATIC_REMEDY =
  "such a program cannot load anything: leave out `+crt-static`, or build for " +
  "a `-gnu` target while you develop";

/** Said of a folder from which code can be loaded. */
export function canLoad(folder: string): string {
  return `can be loaded from ${folder}`;
}

/** Said of a folder from which code cannot be loaded. */
export function noExec(folder: string): string {
  return `nothing can be executed from ${folder}: it is mounted noexec`;
}

/** Advice for it. */
export const NO_EXEC_REMEDY =
  "set TMPDIR to a folder of your own from which programs can be started";

/** Said when the empty program fails. */
export const DOES_NOT_START = "an empty program fails when it is started";
/** Advice for it. */
export const START_REMEDY =
  "is it built for this machine? See `build.target` in .cargo/config.toml";

/** Said when no profile has link-time optimisation. */
export const LTO_OFF = "no profile asks for link-time optimisation";

/** Said of a profile that has it. */
export function ltoOn(profile: string, value: string): string {
  return `link-time optimisation is on in the profile \`${profile}\` ` +
    `(lto = ${value})`;
}

/** Advice for it. */
export function ltoRemedy(profile: string): string {
  return "it leaves nothing to patch: pass " +
    `\`--config profile.${profile}.lto=false\` where you run that profile`;
}

/** Said of programs that are set up. */
export function isSetUp(names: string[]): string {
  return quoted(names);
}

/** Said when there is no program. */
export const NO_PROGRAM = "no package of this workspace has a program";
/** Advice for it. */
export const NO_PROGRAM_REMEDY =
  "hot reload needs one that can be started, an example say";

/** Said of a program whose package does not depend on `chaud`. */
export function doesNotDepend(name: string): string {
  return `\`${name}\` does not depend on \`chaud\``;
}

/** Said of a program that does not start hot reload. */
export function doesNotInit(name: string): string {
  return `\`main\` of \`${name}\` does not call \`chaud::init!()\``;
}

/** Advice for it. */
export const SET_UP_REMEDY = "`chaud init` does what is missing";

/** Advice for a program without the dependency. */
export const DEPEND_REMEDY =
  "`chaud run` gives it the runtime, on Linux; for persisted statics, reload " +
  "cycles and checked types, `chaud init` adds what is missing";

/** Said of a crate that the program has twice. */
export function twice(name: string): string {
  return `there are several versions of \`${name}\``;
}

/** Advice for it. */
export const TWICE_REMEDY =
  "let all packages depend on the same version: see `cargo tree -d`";

/** Advice when driver and crates do not go together. */
export const VERSIONS_REMEDY =
  "update the older ones: `cargo update -p chaud-live`, or install the driver anew";

/** Said of a package that has hot reload in every build. */
export function alwaysOn(name: string): string {
  return `\`${name}\` has the feature \`unsafe-hot-reload\` on in every build`;
}

/** Advice for it. */
export const ALWAYS_ON_REMEDY =
  "leave it out of Cargo.toml: `chaud run` turns it on by itself";

/** Advice when cargo cannot read the workspace. */
export const NO_WORKSPACE_REMEDY =
  "go to the folder of a Cargo package, or name it: `chaud doctor PATH`";

/** Said by `chaud doctor` about how saves are noticed. */
export const UNKNOWN_FILE_SYSTEM = "nothing is known of the file system";
/** Said by `chaud doctor` about a file system. */
export function tellsOfSaves(kind: string): string {
  return `the system tells of saves (${kind})`;
}
/** Said by `chaud doctor` about a file system. */
export function mayBeSilent(kind: string): string {
  return `the system may not tell of saves on such a file system (${kind})`;
}
/** What to do about it. */
export const POLL_REMEDY = "start with `chaud run --poll`";
