/**
 * The stage that finds the affected crates: judges each edited file, and asks
 * which units must be compiled for it.
 */

import type { ChangedItem, Verdict } from "./classify/verdict.ts";
import type { Edits } from "./edits.ts";
import { readText } from "./files.ts";
import { codegenOption, type Unit } from "./recording.ts";
import type { Sources } from "./sources.ts";

/** What the edits of one save come to. */
export interface Judgement {
  /** Units to compile, dependencies first. */
  units: Unit[];
  /** Items that changed, as far as that is known. */
  items: ChangedItem[];
  /** Whether dependents' code may differ in nothing but line numbers. */
  moved: boolean;
  /** Files that changed in nothing that a program can show. */
  same: string[];
  /** What makes it unsafe to redirect functions at all: changed types, say. */
  barriers: string[];
  /** Functions that must not be redirected, by their own name. */
  except: Set<string>;
}

/** What the stage works on. */
export interface JudgeOptions {
  sources: Sources;
  /** Syntax trees, once they are there. */
  edits: Edits | undefined;
  /** Whether an edit inside bodies may leave dependents alone. */
  maySpare: boolean;
}

/** Judges all that was edited since the program's code was last settled. */
export async function judge(
  { sources, edits, maySpare }: JudgeOptions,
): Promise<Judgement> {
  const quiet = new Set<string>();
  const judgement: Judgement = {
    units: [],
    items: [],
    moved: false,
    same: [],
    barriers: [],
    except: new Set(),
  };
  await Promise.all(
    sources.edited().map(async (file) => {
      const text = await readText(file).catch(() => undefined);
      const verdict = edits?.judge(file, text);
      if (!verdict) {
        judgement.barriers.push(file);
        return;
      }
      guardEntries(judgement, verdict, file, text ?? "");
      judgement.items.push(...verdict.items);
      if (verdict.kind === "same") judgement.same.push(file);
      else if (verdict.movedVisible) judgement.moved = true;
      if (isQuiet(verdict) && maySpare && sources.unitsOf(file).every(spares)) {
        quiet.add(file);
      }
    }),
  );
  for (const file of judgement.same) sources.ignore(file);
  judgement.units = sources.affected(quiet);
  return judgement;
}

/**
 * Notes what an edit forbids to redirect. A function compiled for other types
 * must not get the old one's arguments, and what returns an opaque type may
 * return another one now.
 */
function guardEntries(
  { barriers, except }: Judgement,
  { kind, items }: Verdict,
  file: string,
  text: string,
): void {
  if (kind === "unknown" && file.endsWith(".rs")) barriers.push(file);
  for (const { path, kind, changes, facts, line } of items) {
    if (changes.includes("added")) continue;
    if (kind === "function") {
      const isSame = changes.every((change) => change === "body");
      if (!isSame || facts?.opaque || facts?.async) {
        except.add(path.slice(path.lastIndexOf(":") + 1));
      }
    } else if (/^(?:type|trait|macro|other)$/.test(kind)) barriers.push(path);
    else if (kind === "const" && isLength(text, line)) barriers.push(path);
  }
}

/** Whether a constant can be the length of an array, and so part of a type. */
function isLength(text: string, line: number): boolean {
  const declaration = text.split("\n").slice(line - 1).join("\n").split("=")[0];
  return /:\s*usize\b/.test(declaration ?? "");
}

function isQuiet({ kind }: Verdict): boolean {
  return kind === "bodies" || kind === "moved";
}

/** Above `opt-level` 0, rustc may copy small functions into other crates. */
function spares(unit: Unit): boolean {
  return /^0?$/.test(codegenOption(unit.recording.args, "opt-level") ?? "");
}
