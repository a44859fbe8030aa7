/** Collects what a comparison finds, and sums it up. */

import { type Body, changedStatementMacro } from "./body.ts";
import { type Item, kindOf, nameOf } from "./items.ts";
import type { Doubt, Reason } from "./reasons.ts";
import type { SourceTree } from "./source_tree.ts";
import {
  type Change,
  type ChangedItem,
  type Kind,
  type Verdict,
  worse,
} from "./verdict.ts";
import { byMacro, holdsSeenCode, type Scope } from "./visibility.ts";

/** What a change of an item comes to. */
export type Outcome =
  | { kind: "bodies"; isUnseen?: true }
  | { kind: "interface"; reason: Reason }
  | { kind: "unknown"; reason: Doubt };

/** What one comparison has found so far. */
export class VerdictBuilder {
  #before: SourceTree;
  #after: SourceTree;
  #kind: Kind = "same";
  #reason: Reason | undefined;
  #movedVisible = false;
  #items: ChangedItem[] = [];
  #doubts: Doubt[] = [];

  constructor(before: SourceTree, after: SourceTree) {
    this.#before = before;
    this.#after = after;
  }

  /** The change is of this kind, or worse. */
  rate(kind: Kind, reason?: Reason) {
    if (worse(this.#kind, kind) === this.#kind) return;
    this.#kind = kind;
    this.#reason = kind === "bodies" ? undefined : reason;
  }

  /** An item of the new text stands elsewhere than before. */
  moved(item: Item, scope: Scope) {
    this.rate("moved");
    this.#movedVisible ||= !scope.sealed &&
      holdsSeenCode(this.#after, item, scope);
  }

  /** An item changed, for others to see unless `outcome` tells otherwise. */
  note(
    item: Item,
    scope: Scope,
    changes: Change[],
    outcome: Outcome = { kind: "interface", reason: { kind: "changed" } },
    facts?: ChangedItem["facts"],
  ) {
    const source = changes.includes("removed") ? this.#before : this.#after;
    const sealed = scope.sealed && outcome.kind === "interface";
    const name = nameOf(source, item);
    const path = [...scope.path, name].join("::");
    this.rate(
      sealed ? "bodies" : outcome.kind,
      outcome.kind === "bodies" ? undefined : outcome.reason,
    );
    if (outcome.kind === "unknown") this.#doubts.push(outcome.reason);
    this.#items.push({
      path,
      name,
      kind: kindOf(item) ?? "other",
      line: source.lineAt(item.node.startIndex) + 1,
      changes,
      ...(facts === undefined ? {} : { facts }),
      ...(outcome.kind === "bodies" && outcome.isUnseen && { isUnseen: true }),
    });
  }

  /** The sum of it all. */
  verdict(): Verdict {
    return {
      kind: this.#kind,
      movedVisible: this.#movedVisible,
      items: this.#items,
      doubts: this.#doubts,
      ...(this.#reason === undefined ? {} : { reason: this.#reason }),
    };
  }
}

/** Why nothing is known of an item. */
export function whyUnknown(
  item: Item,
  macro?: string,
): Outcome | undefined {
  if (macro !== undefined) return byMacro(macro);
  if (kindOf(item) !== undefined) return undefined;
  return { kind: "unknown", reason: { kind: "unknownItem" } };
}

/** Why nothing is known of an edit of a body. */
export function whyBodyUnknown(before: Body, after: Body): Outcome | undefined {
  const name = changedStatementMacro(before, after);
  return name === undefined
    ? undefined
    : { kind: "unknown", reason: { kind: "statementMacro", name } };
}
