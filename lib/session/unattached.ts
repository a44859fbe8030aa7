/**
 * Notices a program that runs and does not attach, and finds out why. Never
 * acts on it: it only looks on, and nothing waits for it.
 */

import { setTimeout as pause } from "node:timers/promises";
import { basename, join } from "@std/path";
import { baseFolder, findBase } from "../build/base.ts";
import { Elf } from "../object/elf.ts";
import { readBytes, readText } from "../system/files.ts";
import { executableOf } from "../system/procfs.ts";
import * as say from "../report/program_messages.ts";

/** Thrown when a program runs without hot reload. */
export class UnattachedError extends Error {
  override name = "UnattachedError";
}

/** What {@linkcode whyUnattached} looks at. */
export interface UnattachedOptions {
  /** The process: cargo's at first, then the program's, which replaces it. */
  pid: number;
  /** Cargo's target folder: what runs from there is the program. */
  targetFolder: string;
  /** Whether its package depends on `chaud`, so that it attaches by itself. */
  isPrepared: boolean;
  /** Aborted once it has attached, or has ended. */
  signal: AbortSignal;
  /** How often to look, in milliseconds; 1500 by default. */
  interval?: number;
}

/** A program with a reason to be silent shows it at once, others later. */
const LOOKS = 3;

/**
 * Looks on until the program attaches or ends.
 *
 * @returns Why it has not attached; nothing if it has, or has ended.
 */
export async function whyUnattached(
  options: UnattachedOptions,
): Promise<string | undefined> {
  const { pid, targetFolder, isPrepared, signal, interval = 1500 } = options;
  for (let seen = 0; !signal.aborted;) {
    await pause(interval, undefined, { signal }).catch(() => {});
    const executable = await executableOf(pid);
    if (!executable?.startsWith(`${targetFolder}/`)) continue;
    seen++;
    const reason = await reasonFor(executable, isPrepared);
    if (signal.aborted) break;
    if (reason !== undefined) return reason;
    if (seen === LOOKS) {
      const name = basename(executable);
      return isPrepared ? say.doesNotInit(name) : say.silent(name);
    }
  }
  return undefined;
}

/** What in an executable keeps it from attaching. */
async function reasonFor(
  executable: string,
  isPrepared: boolean,
): Promise<string | undefined> {
  const name = basename(executable);
  if (!new Elf(await readBytes(executable)).isDynamic) {
    return say.isStatic(name);
  }
  if (isPrepared) return undefined;
  const folder = await baseFolder(executable);
  if (folder === undefined) {
    // It says what kept Chaud's linker away.
    return await findBase(executable).then(
      () => undefined,
      (error) => say.notLinked(name, error.message),
    );
  }
  const said = await readText(join(folder, "runtime")).catch(() => "");
  return said === "" ? undefined : say.notBuilt(said);
}
