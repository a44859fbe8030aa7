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
import type { ParsedFiles, PersistentValue } from "../analysis/parsed_files.ts";
import { functionsWithOtherMacros } from "../analysis/static_edits.ts";
import {
  type AbiChanges,
  abiChanges,
  type FileEdit,
  noAbiChanges,
} from "../analysis/abi_changes.ts";
import { demangle } from "../object/demangle/demangle.ts";
import { codegenOption } from "../build/rustc/arguments.ts";
import { isLibrary, type Unit } from "../build/rustc/unit.ts";
import type { ReloadContext } from "./context.ts";
import type { Content } from "./state/file_contents.ts";

/** What the edits of one save come to. */
export interface Affected {
  /** Units to compile, dependencies first. */
  units: Unit[];
  /** What became of each edited file, as far as that is known. */
  edits: FileEdit[];
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
  /** Statics that keep their values, although others stand there now. */
  unusedValues: string[];
  /** Whether an edit has made another static of one, by symbol. */
  startsAfresh: (symbol: string) => boolean;
}

/** What the stage works on. */
export type AffectedContext =
  & Pick<ReloadContext, "state" | "parsedFiles" | "statics">
  & {
    /** Over a monolithic base, dependents are part of every patch. */
    base: Pick<Base, "shape">;
  };

/** Judges all that was edited since code last agreed with all. */
export function findAffected(
  context: AffectedContext,
): Affected {
  const { state, parsedFiles, base } = context;
  const quiet = new Set<string>();
  const maySpare = base.shape === "split";
  const affected: Affected = {
    units: [],
    edits: [],
    items: [],
    contents: new Map(),
    moved: false,
    same: [],
    changes: noAbiChanges(),
    changedStatics: [],
    unusedValues: [],
    startsAfresh: () => false,
  };
  const { edits } = affected;
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
  if (parsedFiles) noteStatics(affected, context, parsedFiles);
  for (const file of affected.same) {
    state.ignore(file);
    affected.contents.delete(file);
  }
  affected.units = state.affected(quiet);
  return affected;
}

/** Notes what the edits mean for statics that keep their values. */
function noteStatics(
  affected: Affected,
  { state, statics }: AffectedContext,
  parsedFiles: ParsedFiles,
): void {
  const types = affected.changes.changedTypes.map(itemName);
  affected.changedStatics = parsedFiles.persistentValues(
    types,
    ({ name, kind }, file) =>
      kind === "persisted" || statics.mention(name) ||
      // An executable's can always be reached.
      kind === "thread" && state.unitsOf(file).some((unit) => !isLibrary(unit)),
  );
  const others = new Set<string>();
  for (const file of affected.contents.keys()) {
    for (const { name, before, after } of parsedFiles.staticEdits(file)) {
      if (!statics.mention(name)) continue;
      if (before === after) affected.unusedValues.push(name);
      else affected.changedStatics.push({ name, type: after, before, of: [] });
    }
    const versions = parsedFiles.versions(file);
    if (!versions.before || !versions.after) continue;
    const { before, after } = versions;
    for (const name of functionsWithOtherMacros(before, after)) {
      others.add(name);
    }
  }
  if (others.size === 0) return;
  const declared = parsedFiles.staticNames();
  affected.startsAfresh = (symbol) => {
    const words = demangle(symbol).split(/\W+/);
    return words.some((word) => others.has(word)) &&
      !words.some((word) => declared.has(word));
  };
}

function isQuiet({ kind }: Verdict): boolean {
  return kind === "bodies" || kind === "moved";
}

/** Above `opt-level` 0, rustc may copy small functions into other crates. */
function spares(unit: Unit): boolean {
  const level = codegenOption(unit.recording.args, "opt-level") ?? "";
  return level === "" || level === "0";
}
