/**
 * Which functions something may hold by their address: without entries, that
 * goes on to lead to what it led to. Reads the objects of what runs, each once.
 */

import { Elf } from "../../object/elf.ts";
import { functionPointers } from "../../object/function_pointers.ts";
import { exists, fileIdentity, readBytes } from "../../system/files.ts";

/** The functions whose address code has taken since the program began. */
export class StoredFunctions {
  /** By symbol. */
  readonly #symbols = new Set<string>();
  readonly #read = new Set<string>();

  /**
   * Looks at code that runs.
   *
   * @param paths Its objects.
   * @returns Symbols; what was found stays found.
   * @throws {ElfError} If an object is damaged.
   */
  async of(paths: readonly string[]): Promise<ReadonlySet<string>> {
    await Promise.all(paths.map((path) => this.#look(path)));
    return this.#symbols;
  }

  async #look(path: string): Promise<void> {
    if (!await exists(path)) return;
    const identity = fileIdentity(path);
    if (this.#read.has(identity)) return;
    this.#read.add(identity);
    const elf = new Elf(await readBytes(path));
    for (const symbol of functionPointers(elf)) this.#symbols.add(symbol);
  }
}
