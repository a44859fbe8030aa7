/**
 * Makes the objects of a binary, which rustc compiled for an executable, fit
 * for a dylib.
 */

import { Elf } from "./elf.ts";
import { readBytes, writeBytes } from "./files.ts";
import { isAllocatorShim } from "./link_line.ts";
import {
  bindThreadLocals,
  type ThreadLocals,
  threadLocalsOf,
  usesThreadPointer,
} from "./thread_locals.ts";

/** Thrown when objects of a binary cannot become part of a dylib. */
export class UnfitError extends Error {
  override name = "UnfitError";
  /** The symbols that stand in the way. */
  readonly details: string[];

  /** @param details The symbols that stand in the way. */
  constructor(details: string[]) {
    super(`The executable lacks thread-locals: ${details.join(", ")}`);
    this.details = details;
  }
}

/** Thread-locals by executable: reading its symbols takes a while. */
const threadLocals = new Map<string, Promise<ThreadLocals>>();

/**
 * Leaves out the allocator shim, of which the executable's must stay the only
 * one (rustc leaves it out of what it emits as objects today), and binds
 * thread-locals to the executable's.
 *
 * @param objects Paths; changed ones are written beside them.
 * @returns The paths to link.
 * @throws {UnfitError} If the executable lacks a thread-local.
 */
export async function fitForDylib(
  objects: string[],
  executable: string,
): Promise<string[]> {
  const missing: string[] = [];
  const fit = async (path: string): Promise<string[]> => {
    const bytes = await readBytes(path);
    const elf = new Elf(bytes);
    const defined = elf.symbols().filter((symbol) => symbol.defined);
    if (isAllocatorShim(defined.map(({ name }) => name))) return [];
    if (!usesThreadPointer(elf)) return [path];
    const bound = `${path}.bound.o`;
    const known = await threadLocalsIn(executable);
    missing.push(...bindThreadLocals(bytes, elf, known));
    await writeBytes(bound, bytes);
    return [bound];
  };
  const fitting = await Promise.all(objects.map(fit));
  if (missing.length > 0) throw new UnfitError([...new Set(missing)]);
  return fitting.flat();
}

function threadLocalsIn(executable: string): Promise<ThreadLocals> {
  const known = threadLocals.get(executable) ??
    readBytes(executable).then((bytes) => threadLocalsOf(new Elf(bytes)));
  threadLocals.set(executable, known);
  return known;
}
