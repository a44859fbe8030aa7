/** Collects what a comparison finds, and sums it up. */

import { type Item, kindOf, nameOf } from "./items.ts";
import type { SourceTree } from "./source_tree.ts";
import {
  type Change,
  type ChangedItem,
  type Kind,
  type Verdict,
  worse,
} from "./verdict.ts";
import { holdsSeenCode, type Scope } from "./visibility.ts";

/** What a change of an item comes to. */
export interface Outcome {
  kind: Kind;
  reason?: string;
}

/** The findings of one comparison. */
export class VerdictBuilder {
  #before: SourceTree;
  #after: SourceTree;
  #kind: Kind = "same";
  #reason: string | undefined;
  #movedVisible = false;
  #items: ChangedItem[] = [];

  constructor(before: SourceTree, after: SourceTree) {
    this.#before = before;
    this.#after = after;
  }

  /** The change is of this kind, or worse. */
  rate(kind: Kind, reason?: string) {
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
    outcome: Outcome = { kind: "interface" },
    facts?: ChangedItem["facts"],
  ) {
    const source = changes.includes("removed") ? this.#before : this.#after;
    const sealed = scope.sealed && outcome.kind === "interface";
    const path = [...scope.path, nameOf(source, item)].join("::");
    const { reason } = outcome;
    this.rate(
      sealed ? "bodies" : outcome.kind,
      `\`${path}\`: ${reason ?? changes.join(" and ")}`,
    );
    this.#items.push({
      path,
      kind: kindOf(item) ?? "other",
      line: source.lineAt(item.node.startIndex) + 1,
      changes,
      ...(reason === undefined ? {} : { reason }),
      ...(facts === undefined ? {} : { facts }),
    });
  }

  /** The sum of it all. */
  verdict(): Verdict {
    return {
      kind: this.#kind,
      movedVisible: this.#movedVisible,
      items: this.#items,
      ...(this.#reason === undefined ? {} : { reason: this.#reason }),
    };
  }
}
