/**
 * Makes objects fit for the dylib of a patch: those of a binary, which rustc
 * compiled for an executable, those that define an allocator, and those with
 * statics or thread-locals that are the program's. Never changes what rustc has
 * written.
 */

import {
  isAllocator,
  isAllocatorShim,
  undefine,
} from "../../object/allocator.ts";
import { dirname } from "@std/path";
import { readThroughTable } from "../../object/arm_statics.ts";
import { Elf } from "../../object/elf.ts";
import { EM_AARCH64 } from "../../object/machine.ts";
import { fileIdentity, readBytes, writeBytes } from "../../system/files.ts";
import { Refusal } from "../../report/refusal.ts";
import {
  askForEach,
  bindThreadLocals,
  type ThreadLocalPlace,
  type ThreadLocals,
  threadLocalsOf,
  usesOwnThreadLocals,
  usesThreadPointer,
} from "../../object/thread_locals.ts";

/**
 * Where the executable of one base keeps its thread-locals. Another base has
 * them elsewhere, although its executable may have the same path.
 */
export class ExecutableThreadLocals {
  readonly #executable: string;
  readonly #identity: string | undefined;
  #known: Promise<ThreadLocals> | undefined;

  /** @param executable Its path, while it is what the programs run. */
  constructor(executable: string) {
    this.#executable = executable;
    this.#identity = identityOf(executable);
  }

  /**
   * Reads them when they are first needed: that takes a while. None are known
   * of an executable in whose place is another one by then.
   */
  async read(): Promise<ThreadLocals> {
    return await (this.#known ??= this.#readSymbols());
  }

  async #readSymbols(): Promise<ThreadLocals> {
    const bytes = await readBytes(this.#executable);
    const isReplaced = this.#identity !== identityOf(this.#executable);
    return isReplaced ? new Map() : threadLocalsOf(new Elf(bytes));
  }
}

function identityOf(path: string): string | undefined {
  try {
    return fileIdentity(path);
  } catch {
    return undefined;
  }
}

/**
 * Leaves the allocator to the executable, and binds thread-locals to the
 * executable's. rustc's allocator shim is not among what it emits as objects
 * today; should it come, it is left out.
 *
 * @param objects Paths; changed ones are written beside them.
 * @param executable What the programs run.
 * @returns The paths to link.
 * @throws {Refusal} `unfit`, if the executable lacks a thread-local.
 */
export async function fixUp(
  objects: string[],
  executable: Pick<ExecutableThreadLocals, "read">,
): Promise<string[]> {
  const missing: string[] = [];
  const fit = async (path: string): Promise<string[]> => {
    const bytes = await readBytes(path);
    const elf = new Elf(bytes);
    const symbols = elf.symbols();
    if (isAllocatorShim(symbols)) return [];
    const allocator = symbols.filter(isAllocator);
    const usesThread = usesThreadPointer(elf);
    if (allocator.length === 0 && !usesThread) return [path];
    undefine(bytes, allocator);
    if (usesThread) {
      const known = await executable.read();
      missing.push(...bindThreadLocals(bytes, elf, known));
    }
    const fitting = `${path}.fit.o`;
    await writeBytes(fitting, bytes);
    return [fitting];
  };
  const fitting = await Promise.all(objects.map(fit));
  if (missing.length > 0) throw new Refusal("unfit", [...new Set(missing)]);
  return fitting.flat();
}

/** Objects of libraries that use no thread-local: most, and they stay so. */
const withoutThreadLocals = new Set<string>();

/**
 * Makes a library's objects use the thread-locals that the programs have.
 *
 * @param objects Paths; changed ones are written beside them.
 * @param known Where those are.
 * @returns The paths to link.
 * @throws {Refusal} `unfit`, if a function needs some of those, and others.
 */
export async function shareThreadLocals(
  objects: string[],
  known: ReadonlyMap<string, ThreadLocalPlace>,
): Promise<string[]> {
  if (known.size === 0) return objects;
  const impossible = new Set<string>();
  const fitting = await Promise.all(objects.map(async (path) => {
    const identity = fileIdentity(path);
    if (withoutThreadLocals.has(identity)) return path;
    const bytes = await readBytes(path);
    const elf = new Elf(bytes);
    if (!usesOwnThreadLocals(elf)) {
      withoutThreadLocals.add(identity);
      return path;
    }
    for (const name of askForEach(bytes, elf, known)) impossible.add(name);
    const fitting = `${path}.fit.o`;
    await writeBytes(fitting, bytes);
    return fitting;
  }));
  if (impossible.size > 0) throw new Refusal("unfit", [...impossible]);
  return fitting;
}

/** By the folder of objects, what machine they are for. */
const machines = new Map<string, Promise<number>>();

/** Objects that reach statics through words, and what is not reached so. */
export interface RoutedObjects {
  objects: string[];
  /** The symbols of statics that some code reaches directly. */
  direct?: string[];
}

/**
 * Makes objects reach the statics that programs can change through words of
 * the dylib, where the compiler has not done that already.
 *
 * @param objects Paths; changed ones are written beside them.
 */
export async function routeStatics(objects: string[]): Promise<RoutedObjects> {
  const [first] = objects;
  if (first === undefined) return { objects };
  const folder = dirname(first);
  const looking = machines.get(folder) ??
    readBytes(first).then((bytes) => new Elf(bytes).machine);
  machines.set(folder, looking);
  if (await looking !== EM_AARCH64) return { objects };
  const direct = new Set<string>();
  const routed = await Promise.all(objects.map(async (path) => {
    const bytes = await readBytes(path);
    for (const name of readThroughTable(bytes, new Elf(bytes))) {
      direct.add(name);
    }
    const fitting = `${path}.fit.o`;
    await writeBytes(fitting, bytes);
    return fitting;
  }));
  return { objects: routed, direct: [...direct] };
}

/**
 * Leaves the allocator to the program, which has it in the same library.
 *
 * @param objects Paths; changed ones are written beside them.
 * @returns The paths to link.
 */
export async function withoutAllocator(objects: string[]): Promise<string[]> {
  return await Promise.all(objects.map(async (path) => {
    const bytes = await readBytes(path);
    const allocator = new Elf(bytes).symbols().filter(isAllocator);
    if (allocator.length === 0) return path;
    undefine(bytes, allocator);
    const fitting = `${path}.fit.o`;
    await writeBytes(fitting, bytes);
    return fitting;
  }));
}
