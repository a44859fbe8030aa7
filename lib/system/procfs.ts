/**
 * What the system knows of other processes, where there is a `/proc`; else
 * nothing is known. Read by `cat` and `stat`, since Deno itself reads `/proc`
 * only with all permissions.
 */

import { fileSystemAt } from "./mounts.ts";
import { capture } from "./process.ts";

/** What a process takes up, in bytes. */
export interface Memory {
  /** What is resident. */
  resident: number;
  /** Address space of the patches in it. */
  patches: number;
}

/** Whether a process is stopped: by a signal, or by a debugger. */
export async function isStopped(pid: number): Promise<boolean> {
  return /^[Tt]/.test(await statusField(pid, "State"));
}

/** Whether a process is there, and is not about to end. */
export async function isRunning(pid: number): Promise<boolean> {
  const { state, flags } = statOf(await look("cat", `/proc/${pid}/stat`));
  const isEnding = (Number(flags ?? EXITING) & EXITING) !== 0;
  return /^[^ZX]/.test(state ?? "") && !isEnding;
}

/** Whether another group of processes has a process's terminal. */
export async function isInBackground(pid: number): Promise<boolean> {
  const text = await look("cat", `/proc/${pid}/stat`);
  const { group, foreground } = statOf(text);
  return group !== foreground && foreground !== undefined &&
    foreground !== "-1";
}

/** What the kernel says of a process, in one line. */
interface ProcessLine {
  state: string | undefined;
  /** The process that started it. */
  parent: string | undefined;
  /** Its group of processes, and the group that has its terminal. */
  group: string | undefined;
  foreground: string | undefined;
  /** What its groups of processes have in common: a log-in, for one. */
  session: string | undefined;
  flags: string | undefined;
  /** When it began, in hundredths of a second since the system did. */
  began: string | undefined;
}

/** Reads the kernel's line about a process. */
export function statOf(text = ""): ProcessLine {
  // Its name may hold spaces.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const [state, parent, group, session, , foreground, flags] = fields;
  const began = fields[BEGAN];
  return { state, parent, group, foreground, session, flags, began };
}

/** Where it stands, behind the process's name. */
const BEGAN = 19;

/** The kernel's `PF_EXITING`. */
export const EXITING = 4;

/** The user that a process acts for. */
export async function userOf(pid: number): Promise<number | undefined> {
  // Real, effective, saved, of the file system.
  const effective = (await statusField(pid, "Uid")).split(/\s+/)[1];
  return effective ? Number(effective) : undefined;
}

/**
 * Whether the system calls of a thread pass more filters (seccomp) than ours:
 * each thread has its own.
 *
 * @param thread Its name; the process has others.
 */
export async function hasMoreFilters(
  pid: number,
  thread: string,
): Promise<boolean> {
  const both = ["/proc/self/status", `/proc/${pid}/status`];
  const [own, main] = filtersIn(await look("cat", ...both));
  if (!own || !main || main.filters <= own.filters) return false;
  const depth = ["-mindepth", "2", "-maxdepth", "2", "-name", "status"];
  const each = [...depth, "-exec", "cat", "{}", "+"];
  const all = filtersIn(await look("find", `/proc/${pid}/task`, ...each));
  const found = all.find(({ name }) => name === thread);
  return (found ?? main).filters > own.filters;
}

/** Reads what the kernel says of some threads: how many filters each has. */
export function filtersIn(text = ""): { name: string; filters: number }[] {
  const threads = text.split(/^(?=Name:)/m).filter((part) => part !== "");
  return threads.map((status) => {
    const [, name = ""] = /^Name:\t(.*)$/m.exec(status) ?? [];
    // Older kernels only say whether there are any.
    const count = /^Seccomp_filters:\t(\d+)$/m.exec(status) ??
      /^Seccomp:\t(\d+)$/m.exec(status);
    return { name, filters: Number(count?.[1] ?? 0) };
  });
}

/** The path of the program that a process runs now. */
export async function executableOf(pid: number): Promise<string | undefined> {
  const path = await look("readlink", `/proc/${pid}/exe`);
  return path?.replace(/\n$/, "");
}

/**
 * The kind of the file system that a path is on.
 *
 * @param path Absolute, without links.
 */
export async function fileSystemOf(path: string): Promise<string | undefined> {
  return fileSystemAt(await look("cat", "/proc/self/mountinfo") ?? "", path);
}

/** Tells the file that a process runs from what may have replaced it since. */
export async function programFile(pid: number): Promise<string | undefined> {
  return await look("stat", "-L", "-c", "%d:%i:%s:%Y", `/proc/${pid}/exe`);
}

/**
 * What a process takes up.
 *
 * @param folder The session's folder, with the patches.
 */
export async function memoryOf(
  pid: number,
  folder: string,
): Promise<Memory | undefined> {
  const resident = parseInt(await statusField(pid, "VmRSS"));
  const maps = await look("cat", `/proc/${pid}/maps`);
  if (Number.isNaN(resident) || maps === undefined) return undefined;
  return { resident: resident * 1024, patches: mapped(maps, folder) };
}

/** The files that processes, or those that they started, hold for writing. */
export async function filesWrittenBy(
  pids: readonly number[],
): Promise<Set<string>> {
  const all = await withChildren(pids);
  if (all.length === 0) return new Set();
  const folders = all.map((pid) => `/proc/${pid}/fd`);
  const links = [...folders, "-perm", "-200", "-printf", "%l\\n"];
  const found = await capture("find", links, "/").catch(() => undefined);
  return new Set(found?.stdout.split("\n").filter((path) => path !== ""));
}

/** Some processes, and all that were started by them and still are theirs. */
async function withChildren(pids: readonly number[]): Promise<number[]> {
  const all = new Set<number>();
  for (let next = [...pids]; next.length > 0;) {
    for (const pid of next) all.add(pid);
    const tasks = next.map((pid) => `/proc/${pid}/task`);
    const args = [...tasks, "-name", "children", "-exec", "cat", "{}", "+"];
    const found = await capture("find", args, "/").catch(() => undefined);
    const children = found?.stdout.match(/\d+/g)?.map(Number) ?? [];
    next = children.filter((pid) => !all.has(pid));
  }
  return [...all];
}

/** The environment that a process was started with. */
export async function environmentOf(
  pid: number,
): Promise<Record<string, string>> {
  return variablesOf(await look("cat", `/proc/${pid}/environ`) ?? "");
}

function variablesOf(text: string): Record<string, string> {
  return Object.fromEntries(
    text.split("\0").flatMap((variable) => {
      const at = variable.indexOf("=");
      return at > 0 ? [[variable.slice(0, at), variable.slice(at + 1)]] : [];
    }),
  );
}

/** How a process was started. */
export interface ProcessStart {
  /** What it was told it is called, and its arguments. */
  name: string;
  args: string[];
  env: Record<string, string>;
}

/** How a process was started; nothing where that cannot be told in text. */
export async function startOf(pid: number): Promise<ProcessStart | undefined> {
  const files = [`/proc/${pid}/cmdline`, `/proc/${pid}/environ`];
  const texts = files.map((file) => look("cat", file));
  const [command = "", environment = ""] = await Promise.all(texts);
  const isText = !`${command}${environment}`.includes("\uFFFD");
  const [name, ...args] = command.replace(/\0$/, "").split("\0");
  if (!isText || command === "" || environment === "") return undefined;
  return { name: name ?? "", args, env: variablesOf(environment) };
}

/** Address space of the patches in a list of mappings, in bytes. */
export function mapped(maps: string, folder: string): number {
  const lines = maps.split("\n").filter((line) =>
    line.includes(` ${folder}/patch-`)
  );
  const sizes = lines.map((line) => {
    const [from = 0, to = 0] = (line.split(" ")[0] ?? "").split("-")
      .map((address) => parseInt(address, 16));
    return to - from;
  });
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function statusField(pid: number, name: string): Promise<string> {
  const text = await look("cat", `/proc/${pid}/status`) ?? "";
  const line = text.split("\n").find((line) => line.startsWith(`${name}:`));
  return line?.slice(name.length + 1).trim() ?? "";
}

async function look(
  program: string,
  ...args: string[]
): Promise<string | undefined> {
  const done = await capture(program, args, "/").catch(() => undefined);
  return done?.code === 0 ? done.stdout : undefined;
}
