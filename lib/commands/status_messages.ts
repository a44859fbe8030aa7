/** What `chaud status` says. Pure. */

import { relative } from "@std/path";
import type { Memory } from "../system/procfs.ts";
import type { ProgramState, SessionState } from "../session/status.ts";

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
      held.map((name) => `\`${name}\``).join(", ") || "nothing",
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

function count(n: number, noun: string): string {
  const plural = noun.endsWith("ch") ? `${noun}es` : `${noun}s`;
  return `${n} ${n === 1 ? noun : plural}`;
}
