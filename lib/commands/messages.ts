/**
 * What the commands say besides what becomes of saves: of setting up, of a
 * file's symbols, and of sessions. Never prints anything. Pure.
 */

import { relative } from "@std/path";
import { DEPENDENCY } from "../build/cargo/chaud_packages.ts";
import type { WrongSetting } from "./arguments/settings.ts";
import { count, quoted } from "../report/wording.ts";
import { type FunctionsOfCrate, whyNone } from "../report/function_patches.ts";
import type { ProgramState, SessionState } from "../session/status.ts";
import type { Memory } from "../system/procfs.ts";

/** Said where files may be saved without the system's knowing. */
export function silentFileSystem(kind: string): string {
  return `the sources are on a file system (${kind}) of which the system may ` +
    `not tell who saves: \`chaud run --poll\` looks for itself`;
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

/** Said about a setting in a manifest that is not understood. */
export function wrongSetting(
  { from, key, expected, near }: WrongSetting,
): string {
  const where = `${from}: \`metadata.chaud.${key}\``;
  if (expected !== undefined) return `${where} has to be ${expected}`;
  const meant = near === undefined ? "" : `: is it \`${near}\`?`;
  return `${where} is not known${meant}`;
}

/** Said where there is no package. */
export function outsideOfPackage(command: string): string {
  const named = command === "init" || command === "doctor"
    ? `chaud ${command} PATH`
    : `chaud ${command} --manifest-path PATH/Cargo.toml`;
  return `go to the folder of a Cargo package, or name it: \`${named}\``;
}

/** Said about a folder that is not there. */
export function noSuchFolder(folder: string): string {
  return `there is no folder \`${folder}\``;
}

/** Said when there is nothing to set up. */
export function alreadySetUp(name: string): string {
  return `\`${name}\` is set up: start it with \`chaud run\``;
}

/** Shows that the driver's own crates would be placed, and why. */
export function places(folder: string, count: number, why: string): string {
  return `+++ ${folder}/ (${count} files: Chaud's crates, to be committed)\n` +
    `    for cargo would not find them: ${why}`;
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
write it there yourself: ${DEPENDENCY}`;
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

/** Said where it is not clear which session is meant. */
export function whichSession(sessions: readonly SessionState[]): string {
  const lines = sessions.map(({ driver, executable }) =>
    `\n  --pid ${driver}  ${executable}`
  );
  return `several sessions are running: which one?${lines.join("")}`;
}

/** Said where a session does not do what it is asked for. */
export function cannotDo(what: string): string {
  return `the session cannot \`${what}\`: the program was started without ` +
    "`chaud run`, or is just starting; try again";
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
    ...session.functionPatches ? [functionsOf(session.functionPatches)] : [],
    line("saves", session.isPaused ? `${last}; paused` : last),
    line(
      "held back",
      quoted(held) || "nothing",
    ),
  ].join("\n");
}

/** Which crates have function patches, and why others do not. */
function functionsOf(crates: readonly FunctionsOfCrate[]): string {
  const alone = crates.filter(({ reason }) => !reason);
  const names = alone.map(({ crate }) => crate).join(", ") || "no crate";
  return [
    line("functions", `compiled alone in ${names}`),
    ...crates.flatMap(({ crate, reason }) =>
      reason ? [line("", `not in ${crate}: ${whyNone(reason)}`)] : []
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
