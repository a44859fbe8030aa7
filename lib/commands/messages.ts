/**
 * Every sentence of the commands that help people to set things up, so that
 * they have one voice. Pure.
 */

import type { Finding } from "./doctor/findings.ts";

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

/** What `chaud verify --help` prints. */
export const VERIFY_HELP = `List what a dylib, object or program offers to and \
needs from others, for finding
out why a patch is refused: hot functions and persisted statics, and undefined
symbols, as they were written in Rust.

Usage: chaud verify [options] FILE

Options:
      --mangled  Print symbols as they are in the file
  -h, --help     Print help`;

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

/** Said about an argument that a command does not have. */
export function noSuchArgument(argument: string, command: string): string {
  return `unexpected argument \`${argument}\`: see \`chaud ${command} --help\``;
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

/** Said about a folder that is not there. */
export function noSuchFolder(folder: string): string {
  return `there is no folder \`${folder}\``;
}

const MARKS = { ok: "ok", warning: "WARNING", problem: "PROBLEM" };

/** One finding of `chaud doctor`, with what to do about it. */
export function finding(
  { check, level, text, remedy }: Finding,
): string {
  const lines = [text, ...remedy === "" ? [] : [remedy]].join("\n").split("\n");
  const [first, ...rest] = lines;
  const head = `${MARKS[level].padEnd(7)}  ${check.padEnd(9)}  ${first}`;
  return [head, ...rest.map((line) => `${" ".repeat(20)}${line}`)].join("\n");
}
