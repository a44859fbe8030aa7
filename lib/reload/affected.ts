/**
 * The stage that finds the affected crates: judges each edited file, and asks
 * which units must be compiled for it. Pure.
 */

import type { Base } from "../build/base.ts";
import {
  type ChangedItem,
  itemName,
  type Verdict,
} from "../analysis/verdict.ts";
import type { PersistentValue } from "../analysis/parsed_files.ts";
import {
  type AbiChanges,
  abiChanges,
  type FileEdit,
  noAbiChanges,
} from "../analysis/abi_changes.ts";
import { codegenOption } from "../build/rustc/arguments.ts";
import { isLibrary, type Unit } from "../build/rustc/unit.ts";
import type { ReloadContext } from "./context.ts";
import type { Content } from "./state/file_contents.ts";

/** What the edits of one save come to. */
export interface Affected {
  /** Units to compile, dependencies first. */
  units: Unit[];
  /** Items that changed, as far as that is known. */
  items: ChangedItem[];
  /** Whether dependents' code may differ in nothing but line numbers. */
  moved: boolean;
  /** What each edited file holds: this was judged. */
  contents: Map<string, Content>;
  /** Files that changed in nothing that a program can show. */
  same: string[];
  /** What must not be redirected. */
  changes: AbiChanges;
  /** Statics that new code would take for what they no longer are. */
  changedStatics: PersistentValue[];
}

/** What the stage works on. */
export type AffectedContext = Pick<ReloadContext, "state" | "parsedFiles"> & {
  /** Over a monolithic base, dependents are part of every patch. */
  base: Pick<Base, "shape">;
};

/** Judges all that was edited since code last agreed with all. */
export function findAffected(
  { state, parsedFiles, base }: AffectedContext,
): Affected {
  const quiet = new Set<string>();
  const maySpare = base.shape === "split";
  const affected: Affected = {
    units: [],
    items: [],
    contents: new Map(),
    moved: false,
    same: [],
    changes: noAbiChanges(),
    changedStatics: [],
  };
  const edits: FileEdit[] = [];
  for (const file of state.edited()) {
    const content = state.contents.latest(file) ?? { digest: undefined };
    const { text } = content;
    affected.contents.set(file, content);
    const verdict = parsedFiles?.judge(file, text);
    if (!verdict) continue;
    edits.push({ file, verdict });
    affected.items.push(...verdict.items);
    if (verdict.kind === "same") affected.same.push(file);
    else if (verdict.movedVisible) affected.moved = true;
    if (isQuiet(verdict) && maySpare && state.unitsOf(file).every(spares)) {
      quiet.add(file);
    }
  }
  affected.changes = parsedFiles ? abiChanges(edits, parsedFiles) : {
    ...noAbiChanges(),
    changedTypes: [...state.edited()],
    crossesCrates: true,
  };
  affected.changedStatics = parsedFiles?.persistentValues(
    affected.changes.changedTypes.map(itemName),
    (file) => state.unitsOf(file).some((unit) => !isLibrary(unit)),
  ) ?? [];
  for (const file of affected.same) {
    state.ignore(file);
    affected.contents.delete(file);
  }
  affected.units = state.affected(quiet);
  return affected;
}

function isQuiet({ kind }: Verdict): boolean {
  return kind === "bodies" || kind === "moved";
}

/** Above `opt-level` 0, rustc may copy small functions into other crates. */
function spares(unit: Unit): boolean {
  const level = codegenOption(unit.recording.args, "opt-level") ?? "";
  return level === "" || level === "0";
}
