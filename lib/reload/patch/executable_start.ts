/**
 * What a process of the base begins with that a patch can take the place of, or
 * has to agree with: C's `main`, and what thread-locals hold at first. Never
 * changes the executable.
 */

import { Elf } from "../../object/elf.ts";
import { fileIdentity, readBytes } from "../../system/files.ts";
import {
  type ThreadLocalValue,
  threadLocalValues,
} from "../../object/thread_local_values.ts";

/** What was found in an executable. */
export interface Start {
  /** C's `main`: its address within the file, and its length. */
  main: { address: number; size: number } | undefined;
  threadLocals: ReadonlyMap<string, ThreadLocalValue>;
}

/** How a process of one executable begins. */
export class ExecutableStart {
  readonly #path: string;
  readonly #identity: string | undefined;
  #known: Promise<Start> | undefined;

  /** @param path The executable, while it is what the programs run. */
  constructor(path: string) {
    this.#path = path;
    this.#identity = identityOf(path);
  }

  /** Whether the executable is still the one that the programs run. */
  get isThere(): boolean {
    return this.#identity !== undefined &&
      this.#identity === identityOf(this.#path);
  }

  /** Reads it when it is first needed: that takes a while. */
  async read(): Promise<Start> {
    return await (this.#known ??= this.#read());
  }

  async #read(): Promise<Start> {
    const elf = new Elf(await readBytes(this.#path));
    const symbols = elf.symbols();
    const main = mainOf(symbols);
    return { main, threadLocals: threadLocalValues(elf, symbols) };
  }
}

/** C's `main`, among the symbols of a file. */
export function mainOf(
  symbols: ReturnType<Elf["symbols"]>,
): Start["main"] {
  const main = symbols.find(({ name, kind, defined }) =>
    name === "main" && kind === "function" && defined
  );
  return main && { address: main.value, size: main.size };
}

function identityOf(path: string): string | undefined {
  try {
    return fileIdentity(path);
  } catch {
    return undefined;
  }
}
