/**
 * What the driver's classifier says about an edit of several files, as far as
 * dependents are concerned.
 *
 * @module
 */

import { classify } from "../../lib/analysis/classify.ts";
import { loadRustParser } from "../../lib/analysis/grammar.ts";
import { SourceTree } from "../../lib/analysis/source_tree.ts";
import type { Files } from "./sources.ts";

const parser = await loadRustParser();

/** Whether other crates' objects must come out the same, by the classifier. */
export function isQuiet(was: Files, is: Files): boolean {
  const paths = new Set([...Object.keys(was), ...Object.keys(is)]);
  return [...paths].every((path) => {
    const [before, after] = [was[path], is[path]];
    if (before === undefined || after === undefined) return false;
    if (before === after) return true;
    if (!path.endsWith(".rs")) return false;
    using old = SourceTree.parse(parser, before);
    using fresh = SourceTree.parse(parser, after);
    const { kind, movedVisible } = classify(old, fresh);
    return /^(?:same|moved|bodies)$/.test(kind) && !movedVisible;
  });
}
