/**
 * The binaries that tests start: links one again where others look for it, once
 * something has changed that it can reach. Never starts one.
 */

import type { TestedBinary } from "../../build/test_plan.ts";
import {
  bothChanges,
  type CodeChanges,
  reachesMain,
} from "../../object/reach.ts";
import type { CrateCodes } from "./crate_codes.ts";
import type { TestLinker } from "./test_linker.ts";

/** A binary, and what has changed since it was linked. */
interface KnownBinary {
  binary: TestedBinary;
  /** The ids of the crates that it is made of. */
  crates: ReadonlySet<string>;
  changes?: CodeChanges;
}

/** All binaries of a build. */
export class TestedBinaries {
  readonly #binaries: KnownBinary[];

  /** @param cratesOf Tells the crates of a binary, by their ids. */
  constructor(
    binaries: readonly TestedBinary[],
    cratesOf: (binary: TestedBinary) => ReadonlySet<string>,
  ) {
    this.#binaries = binaries.map((binary) => ({
      binary,
      crates: cratesOf(binary),
    }));
  }

  /** A crate was compiled to other code. */
  change(unit: string, changes: CodeChanges): void {
    for (const known of this.#binaries) {
      if (!known.crates.has(unit)) continue;
      known.changes = known.changes
        ? bothChanges(known.changes, changes)
        : changes;
    }
  }

  /**
   * Links those again that do something else now.
   *
   * @returns Where they are.
   * @throws {TestLinkError} If one cannot be linked.
   */
  async renew(
    codes: CrateCodes,
    linker: TestLinker,
    signal: AbortSignal,
  ): Promise<string[]> {
    const renewed: string[] = [];
    for (const known of this.#binaries) {
      const { binary, changes } = known;
      if (!changes) continue;
      const crates = [...known.crates].flatMap((id) => codes.of(id) ?? []);
      if (reachesMain(crates, changes)) {
        await linker.place(binary, binary.path, signal);
        renewed.push(binary.path);
      }
      delete known.changes;
    }
    return renewed;
  }
}
