/**
 * Which edits can go live by compiling the edited functions alone, and which
 * crates. Pure.
 */

import type { FileEdit } from "../../analysis/abi_changes.ts";
import type { Root } from "../../analysis/overlay.ts";
import type { ChangedItem } from "../../analysis/verdict.ts";
import { codegenOption, option } from "../../build/rustc/arguments.ts";
import { hasEntries, type Unit } from "../../build/rustc/unit.ts";
import type { Shape } from "../../build/scripts.ts";
import type {
  UnfitReason,
  WholeReason,
} from "../../report/function_patches.ts";

/** Edited functions. */
export interface EditedFunctions {
  kind: "functions";
  /** By file. */
  roots: Map<string, Root[]>;
  /** Whether a body that was edited makes closures or futures, or did. */
  haveClosures: boolean;
}

/** The functions that were edited, if nothing else was. */
export function editedFunctions(
  edits: readonly FileEdit[],
): EditedFunctions | Extract<WholeReason, { kind: "edit" }> {
  const functions: EditedFunctions = {
    kind: "functions",
    roots: new Map(),
    haveClosures: false,
  };
  for (const { file, verdict } of edits) {
    if (!isOfBodies({ file, verdict })) return { kind: "edit", what: file };
    for (const item of verdict.items) {
      const isNew = item.isUnseen === true;
      if (!isNew && !isPlain(item)) return { kind: "edit", what: item.path };
      const { name, line, facts } = item;
      const root = { name, line, ...isNew && { isNew } };
      const roots = functions.roots.get(file) ?? [];
      functions.roots.set(file, [...roots, root]);
      functions.haveClosures ||= facts?.closures !== "none";
    }
  }
  // Only places have changed, or what is called by nobody: that is no hurry.
  const [first] = edits;
  const isOfOld = functions.roots.values().some((roots) =>
    roots.some(({ isNew }) => !isNew)
  );
  if (!isOfOld) {
    return { kind: "edit", what: first?.file ?? "" };
  }
  return functions;
}

/** Whether a file differs in nothing but bodies, comments and places. */
export function isOfBodies({ file, verdict: { kind, doubts } }: FileEdit) {
  return file.endsWith(".rs") && doubts.length === 0 &&
    (kind === "bodies" || kind === "moved" || kind === "same");
}

function isPlain({ kind, changes, facts }: ChangedItem): boolean {
  const isBody = changes.length === 1 && changes[0] === "body";
  return kind === "function" && isBody && facts !== undefined &&
    !(facts.generic || facts.async || facts.const || facts.opaque);
}

/** Crate types of which there is one in an executable or one dylib. */
const SINGLE: ReadonlySet<string> = new Set(["lib", "rlib", "bin"]);

/** Why a crate can have no function patches, by how it is compiled. */
export function whyUnfit(
  unit: Unit,
  { shape, inheritsStatics }: { shape: Shape; inheritsStatics: boolean },
): UnfitReason | undefined {
  const { crateTypes, recording: { args } } = unit;
  if (shape === "monolithic") return { kind: "monolithic" };
  if (!hasEntries(unit)) return { kind: "entries" };
  if (!inheritsStatics) return { kind: "statics" };
  const level = codegenOption(args, "opt-level") ?? "0";
  if (level !== "0" && level !== "" || unit.lto) return { kind: "optimised" };
  const isSingle = crateTypes.length === 1 && SINGLE.has(crateTypes[0] ?? "");
  if (!isSingle || args.includes("--test")) return { kind: "crateType" };
  const isRemapped = option(args, "--remap-path-prefix") !== undefined;
  return isRemapped ? { kind: "remapped" } : undefined;
}

/** Whether a source holds the text of one. */
export function includesSource(text: string): boolean {
  return /\binclude_(?:str|bytes)!\s*[([{][^;]*?\.rs"/.test(text);
}

/** Whether a source has items that our macros give a slot of their own. */
export function isAnnotated(text: string): boolean {
  return /\bchaud\b/.test(text) && /\b(?:hot|persist)\b/.test(text);
}
