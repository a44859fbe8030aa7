/**
 * The stage that finds the affected crates: judges each edited file, and asks
 * which units must be compiled for it.
 */

import type { Base } from "../build/base.ts";
import type { ChangedItem, Verdict } from "../analysis/verdict.ts";
import type { KeptValue, ParsedFiles } from "../analysis/parsed_files.ts";
import {
  type AbiChanges,
  noAbiChanges,
  noteAbiChanges,
} from "../analysis/abi_changes.ts";
import { digestOfText, readText } from "../system/files.ts";
import { codegenOption } from "../build/rustc/arguments.ts";
import { isLibrary, type Unit } from "../build/rustc/unit.ts";
import type { BuildState } from "./state/build_state.ts";
import type { Digest } from "./state/unit_state.ts";

/** What the edits of one save come to. */
export interface Affected {
  /** Units to compile, dependencies first. */
  units: Unit[];
  /** Items that changed, as far as that is known. */
  items: ChangedItem[];
  /** Whether dependents' code may differ in nothing but line numbers. */
  moved: boolean;
  /** Files that changed in nothing that a program can show. */
  same: string[];
  /** What must not be redirected. */
  guard: AbiChanges;
  /** Statics that new code would take for what they no longer are. */
  stale: KeptValue[];
}

/** What the stage works on. */
export interface AffectedOptions {
  sources: BuildState;
  /** Syntax trees, once they are there. */
  edits: ParsedFiles | undefined;
  /** Over a monolithic base, dependents are part of every patch. */
  base: Pick<Base, "shape">;
}

/** Judges all that was edited since the program's code was last settled. */
export async function findAffected(
  { sources, edits, base }: AffectedOptions,
): Promise<Affected> {
  const quiet = new Set<string>();
  const maySpare = base.shape === "split";
  const judgement: Affected = {
    units: [],
    items: [],
    moved: false,
    same: [],
    guard: noAbiChanges(),
    stale: [],
  };
  const same = new Map<string, Digest>();
  let [isLoose, isSeen] = [false, false];
  await Promise.all(
    sources.edited().map(async (file) => {
      const text = await readText(file).catch(() => undefined);
      const verdict = edits?.judge(file, text);
      if (!edits || !verdict) {
        judgement.guard.barriers.push(file);
        isSeen = true;
        return;
      }
      const change = { file, text: text ?? "", verdict };
      isLoose = noteAbiChanges(judgement.guard, change, edits) || isLoose;
      isSeen ||= /^(?:interface|unknown)$/.test(verdict.kind);
      judgement.items.push(...verdict.items);
      if (verdict.kind === "same" && text !== undefined) {
        same.set(file, await digestOfText(text));
      } else if (verdict.movedVisible) judgement.moved = true;
      if (isQuiet(verdict) && maySpare && sources.unitsOf(file).every(spares)) {
        quiet.add(file);
      }
    }),
  );
  if (isLoose && edits) judgement.guard.only = edits.plainFunctions();
  judgement.guard.isSeen = isSeen;
  judgement.stale = edits?.keptValues(
    judgement.guard.barriers.map((path) => path.split("::").at(-1) ?? path),
    (file) => sources.unitsOf(file).some((unit) => !isLibrary(unit)),
  ) ?? [];
  for (const [file, content] of same) {
    // Of one that was saved just now, another text may have been noted.
    if (sources.contentOf(file) !== content) continue;
    sources.ignore(file);
    judgement.same.push(file);
  }
  judgement.units = sources.affected(quiet);
  return judgement;
}

function isQuiet({ kind }: Verdict): boolean {
  return kind === "bodies" || kind === "moved";
}

/** Above `opt-level` 0, rustc may copy small functions into other crates. */
function spares(unit: Unit): boolean {
  return /^0?$/.test(codegenOption(unit.recording.args, "opt-level") ?? "");
}
