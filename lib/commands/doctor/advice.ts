/**
 * What a doctor's findings say, and what they advise. Never finds anything.
 * Pure.
 */

import { quoted } from "../../report/wording.ts";

/** Advice for platforms where nothing can be reloaded. */
export const PLATFORM_REMEDY =
  "hot reload works on Linux (x86_64, aarch64) only; elsewhere programs run as usual";

/** Said of a setting of `[package.metadata.chaud]`, or the workspace's. */
export function inForce(name: string, value: unknown, from: string): string {
  return `${name} = ${JSON.stringify(value)} (${from})`;
}

/** Advice for settings that are not understood. */
export const SETTINGS_REMEDY =
  "the README lists what can be set under `metadata.chaud`";

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

/** Said of a package that depends on something else called `chaud`. */
export function dependsOnOther(name: string, found: string): string {
  return `\`${name}\` depends on \`${found}\`, which this driver does not serve`;
}

/** Advice for it. */
export function otherRemedy(name: string, instead: string): string {
  return `write \`${instead}\`, or let \`chaud init -p ${name}\` do it`;
}

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
