/**
 * The code of each crate as it was compiled last, and in what it differs from
 * what was compiled before. Objects are read once: rustc links what it did not
 * compile anew to the same file.
 */

import { Elf } from "../../object/elf.ts";
import { type ObjectCode, readObjectCode } from "../../object/object_code.ts";
import {
  type CodeChanges,
  codeChanges,
  type CrateCode,
  crateCode,
} from "../../object/reach.ts";
import { needsOneFile } from "../../object/together.ts";
import { fileIdentity, readBytes } from "../../system/files.ts";

interface KnownObject {
  code: ObjectCode;
  needsOneFile: boolean;
}

interface KnownCrate {
  code: CrateCode;
  objects: ReadonlyMap<string, KnownObject>;
}

/** The code of all crates that were compiled. */
export class CrateCodes {
  readonly #crates = new Map<string, KnownCrate>();

  /** The code of a crate, if it was read. */
  of(unit: string): CrateCode | undefined {
    return this.#crates.get(unit)?.code;
  }

  /** Whether a crate cannot be in a library of its own. */
  needsOneFile(unit: string): boolean {
    const objects = this.#crates.get(unit)?.objects.values() ?? [];
    return [...objects].some((each) => each.needsOneFile);
  }

  /**
   * Reads what was compiled of a crate.
   *
   * @returns In what it differs from before.
   */
  async update(unit: string, paths: readonly string[]): Promise<CodeChanges> {
    const known = this.#crates.get(unit);
    const objects = new Map<string, KnownObject>();
    for (const path of paths) {
      const identity = fileIdentity(path);
      objects.set(identity, known?.objects.get(identity) ?? await read(path));
    }
    const code = crateCode([...objects.values()].map((each) => each.code));
    this.#crates.set(unit, { code, objects });
    return codeChanges(known?.code, code);
  }
}

async function read(path: string): Promise<KnownObject> {
  const elf = new Elf(await readBytes(path));
  return { code: readObjectCode(elf), needsOneFile: needsOneFile(elf) };
}
