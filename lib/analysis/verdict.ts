/** The outcome of comparing two versions of a source file. */

import type { Closures } from "./body.ts";
import type { Callee } from "./callee.ts";
import type { ItemKind } from "./items.ts";
import type { Doubt, Reason } from "./reasons.ts";
import type { FunctionFacts } from "./visibility.ts";

/**
 * What a change of one file can alter, from nothing to anything:
 *
 * - `same`: nothing that a compiled program can show; no need to compile.
 * - `moved`: only the places of code, so line numbers in panics and debug info.
 * - `bodies`: bodies of functions that no other crate can see; dependents'
 *   object code is still right.
 * - `interface`: something that other crates see.
 * - `unknown`: the rules do not tell; to be taken as `interface`.
 */
export type Kind = "same" | "moved" | "bodies" | "interface" | "unknown";

const ORDER: Kind[] = ["same", "moved", "bodies", "interface", "unknown"];

/** How an item changed. */
export type Change =
  | "added"
  | "removed"
  | "attributes"
  /** What the standard library's derives write for it, and no other attribute. */
  | "derives"
  /** A function's type parameters or where clause. */
  | "generics"
  /** The rest of a function's head, or that of an impl, a trait or a module; a static's type. */
  | "signature"
  | "body"
  /** Anything of an item that is no function: a type's fields, a constant's value. */
  | "definition";

/** An item that changed. */
export interface ChangedItem {
  /** Path within the file, as `module::Type::method` or `outer::inner`. */
  path: string;
  /** The last part of it. */
  name: string;
  kind: ItemKind;
  /** Where it starts, counted from 1: in the new text, or in the old one if it was removed. */
  line: number;
  changes: Change[];
  /** A new function that nobody can call but what was edited beside it. */
  isUnseen?: true;
  /** For functions: what holds for it now, and what became of closures in a changed body. */
  facts?: FunctionFacts & {
    closures: Closures;
    /** What it was to its callers. */
    callee: Callee;
    /** It had a loop that never ends. */
    endless?: boolean;
    /** It has made closures or futures that may still be there, and changed. */
    outliving?: boolean;
  };
}

/** An item's own name: the last part of its path. */
export function itemName(path: string): string {
  return path.slice(path.lastIndexOf(":") + 1);
}

/** What a change of one file can alter, and which items it changed. */
export interface Verdict {
  kind: Kind;
  /**
   * Code that other crates compile into themselves stands at other lines or
   * columns. Their copies keep the old places, in panic messages and debug
   * info, until they are compiled again; it may be so even for `bodies`.
   */
  movedVisible: boolean;
  items: ChangedItem[];
  /** Why it is no better than this kind. */
  reason?: Reason;
  /** What the rules do not know of it. */
  doubts: Doubt[];
}

/** The worse of two kinds. */
export function worse(a: Kind, b: Kind): Kind {
  return ORDER.indexOf(a) >= ORDER.indexOf(b) ? a : b;
}
