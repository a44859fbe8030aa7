/**
 * Which processes were forked, and run on with the program that they had then;
 * where there is no `/proc`, none are known. Never ends one.
 */

import { EXITING, statOf } from "./procfs.ts";
import { capture, OWN_PID } from "./process.ts";

/** A process that has started no other program since it was forked. */
export interface ForkedProcess {
  pid: number;
  /** Who started it, who started that one, and so on. */
  ancestors: number[];
  /** It has left the log-in or terminal that this process has, as daemons do. */
  isDetached: boolean;
  /** It was forked just now: perhaps it is about to start a program. */
  isNew: boolean;
}

/** All that there are. */
export async function forkedProcesses(): Promise<ForkedProcess[]> {
  const folders = ["/proc", "-maxdepth", "1", "-name", "[0-9]*"];
  const listed = (await said("find", folders)).split("\n");
  const lines = listed.filter(Boolean).map((folder) => `${folder}/stat`);
  // Processes that end meanwhile are passed over.
  return readProcesses(await said("cat", ["/proc/uptime", ...lines]), OWN_PID);
}

/** The files that processes were started from, for those that tell. */
export async function executablesOf(
  pids: readonly number[],
): Promise<Map<number, string>> {
  if (pids.length === 0) return new Map();
  const links = pids.map((pid) => `/proc/${pid}/exe`);
  const args = [...links, "-printf", "%h\\t%l\\n"];
  const lines = (await said("find", args)).split("\n").filter(Boolean);
  return new Map(lines.map((line) => {
    const [folder = "", path = ""] = line.split("\t");
    const isReplaced = path.endsWith(REPLACED);
    const executable = isReplaced ? path.slice(0, -REPLACED.length) : path;
    return [Number(folder.slice("/proc/".length)), executable];
  }));
}

/** What the system says behind the path of a file that is no longer there. */
const REPLACED = " (deleted)";

/** The kernel's `PF_FORKNOEXEC`. */
const FORKED = 0x40;

/** Those waiting for an event are past what comes before another program. */
const WAITING: readonly (string | undefined)[] = ["S", "T", "t", "I"];

/** In hundredths of a second. */
const NEW = 100;

/**
 * Reads how long the system is up, and the kernel's line on each process.
 *
 * @param own The process that asks.
 */
export function readProcesses(text: string, own: number): ForkedProcess[] {
  const [uptime = "", ...lines] = text.split("\n");
  const now = parseFloat(uptime) * 100;
  const all = new Map(lines.map((line) => [parseInt(line), statOf(line)]));
  const found: ForkedProcess[] = [];
  for (const [pid, { state, flags, session, began }] of all) {
    const isForked = (Number(flags) & FORKED) !== 0 && pid > 1;
    const isEnding = (Number(flags) & EXITING) !== 0 || state === "Z";
    if (!isForked || isEnding) continue;
    const isNew = now - Number(began) < NEW && !WAITING.includes(state);
    const ancestors: number[] = [];
    for (
      let next = Number(all.get(pid)?.parent);
      next > 0 && !ancestors.includes(next);
      next = Number(all.get(next)?.parent)
    ) ancestors.push(next);
    const isDetached = session !== all.get(own)?.session;
    found.push({ pid, ancestors, isDetached, isNew });
  }
  return found;
}

async function said(program: string, args: string[]): Promise<string> {
  const found = await capture(program, args, "/").catch(() => undefined);
  return found?.stdout ?? "";
}
