/** Walks two versions of a file side by side, where they differ, and collects what changed. */

import type { Node } from "web-tree-sitter";
import { effectsOf, isStandardDerive } from "./attributes.ts";
import {
  type Body,
  closuresIn,
  definesBeyond,
  hasOutliving,
  isEndless,
} from "./body.ts";
import { calleeOf } from "./callee.ts";
import {
  headTexts,
  identityOf,
  innerAttributes,
  type Item,
  itemsIn,
  itemsWithin,
  nameOf,
} from "./items.ts";
import { pairUp, withoutUntouched } from "./pairing.ts";
import { isUnseen } from "./private_functions.ts";
import type { SourceTree } from "./source_tree.ts";
import { changedSpan, type Span, toEndOfLine } from "./span.ts";
import { compare, type Sameness, tokenTexts } from "./tokens.ts";
import {
  VerdictBuilder,
  whyBodyUnknown,
  whyUnknown,
} from "./verdict_builder.ts";
import type { Change, Verdict } from "./verdict.ts";
import {
  byMacro,
  functionFacts,
  type Scope,
  scopeWithin,
  whySeen,
} from "./visibility.ts";

const FILE: Scope = {
  path: [],
  seen: undefined,
  generic: false,
  associated: false,
  sealed: false,
};

const UNSEEN = { kind: "bodies", isUnseen: true } as const;

/** One comparison of two versions of a file. */
export class Comparison {
  #before: SourceTree;
  #after: SourceTree;
  #span: Span;
  #findings: VerdictBuilder;
  #isNewName: (name: string) => boolean;

  /** @param isNewName Whether the crate has not used a name yet. */
  constructor(
    before: SourceTree,
    after: SourceTree,
    isNewName: (name: string) => boolean,
  ) {
    this.#isNewName = isNewName;
    this.#before = before;
    this.#after = after;
    this.#findings = new VerdictBuilder(before, after);
    this.#span = toEndOfLine(changedSpan(before.text, after.text), before.text);
  }

  /** Compares, and says what came out. */
  verdict(): Verdict {
    const { root } = this.#after;
    const { macro } = effectsOf(
      this.#after,
      innerAttributes(this.#after, root),
    );
    const seen = macro === undefined ? undefined : byMacro(macro);
    this.#compareItemsIn(this.#before.root, root, { ...FILE, seen });
    return this.#findings.verdict();
  }

  /** Compares what a file or a block of items holds. */
  #compareItemsIn(before: Node, after: Node, scope: Scope) {
    const { was, is, following } = withoutUntouched(
      itemsIn(this.#before, before),
      itemsIn(this.#after, after),
      this.#span,
    );
    this.#compareItems(was, is, scope);
    const { beforeEnd, afterEnd } = this.#span;
    if (this.#before.lineAt(beforeEnd) !== this.#after.lineAt(afterEnd)) {
      for (const item of following) this.#findings.moved(item, scope);
    }
  }

  #compareItems(was: Item[], is: Item[], scope: Scope) {
    const { pairs, removed, added, reordered } = pairUp(
      was,
      is,
      (item) => identityOf(this.#before, item),
      (item) => identityOf(this.#after, item),
    );
    for (const item of removed) {
      this.#findings.note(item, scope, ["removed"], whyUnknown(item));
    }
    for (const item of added) {
      const unseen = isUnseen(this.#after, item, scope, this.#isNewName);
      const outcome = unseen ? UNSEEN : whyUnknown(item);
      this.#findings.note(item, scope, ["added"], outcome);
    }
    if (reordered) {
      this.#findings.rate(
        scope.sealed ? "bodies" : "interface",
        { kind: "reordered" },
      );
    }
    for (const [before, after] of pairs) {
      this.#comparePair(before, after, scope);
    }
  }

  #comparePair(before: Item, after: Item, scope: Scope) {
    const changes = this.#changesOfAttributes(before, after, scope);
    const effects = effectsOf(this.#after, after.attributes);
    const macro = effects.macro ??
      effectsOf(this.#before, before.attributes).macro;
    const reader = macro ?? effects.foreignDerive;
    if (!this.#sameDocs(before, after) && reader !== undefined) {
      const reason = { kind: "readDocumentation" as const, reader };
      this.#findings.note(after, scope, ["attributes"], {
        kind: "unknown",
        reason,
      });
    }
    if (macro !== undefined || !hasBody(before) || !hasBody(after)) {
      this.#compareWhole(before, after, scope, { changes, macro, reader });
    } else if (after.node.type === "function_item") {
      this.#compareFunctions(before, after, scope, changes);
    } else this.#compareContainers(before, after, scope, changes);
  }

  /** Compares what is not looked into. */
  #compareWhole(
    before: Item,
    after: Item,
    scope: Scope,
    { changes, macro, reader }: {
      changes: Change[];
      macro: string | undefined;
      reader: string | undefined;
    },
  ) {
    const isRead = reader !== undefined;
    const sameness = this.#compareNodes(before.node, after.node, isRead);
    if (sameness === "moved") this.#findings.moved(after, scope);
    if (sameness === "different") {
      changes.push("definition");
      if (this.#isOtherType(before, after)) changes.push("signature");
    }
    if (changes.length === 0) return;
    // Not even a static's value is private: optimised code elsewhere may hold it.
    this.#findings.note(after, scope, changes, whyUnknown(after, macro));
  }

  /** Whether statics are of different types. */
  #isOtherType({ node: before }: Item, { node: after }: Item): boolean {
    const [was, is] = [before, after].map((node) =>
      node.type === "static_item" ? node.childForFieldName("type") : null
    );
    return was && is ? this.#compareNodes(was, is) === "different" : false;
  }

  /** How two items' attributes differ, wherever they stand. */
  #changesOfAttributes(before: Item, after: Item, scope: Scope): Change[] {
    const [was, is] = [before.attributes, after.attributes];
    const each = was.length === is.length
      ? was.map((node, i) => this.#compareNodes(node, is[i]!))
      : ["different"];
    if (each.includes("moved")) this.#findings.moved(after, scope);
    if (!each.includes("different")) return [];
    return [this.#sameButDerives(before, after) ? "derives" : "attributes"];
  }

  /** Whether items differ in nothing but the standard library's derives. */
  #sameButDerives(before: Item, after: Item): boolean {
    const others = (source: SourceTree, { attributes }: Item) =>
      attributes.filter((node) => !isStandardDerive(source, node))
        .map((node) => tokenTexts({ source, node }).join(" ")).join("\n");
    return others(this.#before, before) === others(this.#after, after) &&
      this.#compareNodes(before.node, after.node) !== "different";
  }

  /** Whether two items' doc comments are the same, wherever they stand. */
  #sameDocs(before: Item, after: Item): boolean {
    // One where there was none may be an error or a lint: let the compiler see it.
    if (before.docs.length !== after.docs.length) this.#findings.rate("moved");
    const was = before.docs.map((node) => this.#before.textOf(node));
    const is = after.docs.map((node) => this.#after.textOf(node));
    return was.join("\n") === is.join("\n");
  }

  #compareContainers(
    before: Item,
    after: Item,
    scope: Scope,
    changes: Change[],
  ) {
    const head = this.#compareHeads(before, after);
    if (head === "different") changes.push("signature");
    else this.#findings.rate(head);
    if (changes.length > 0) this.#findings.note(after, scope, changes);
    const name = nameOf(this.#after, after);
    const within = scopeWithin(this.#after, after, name, scope);
    this.#compareItemsIn(bodyOf(before)!, bodyOf(after)!, within);
  }

  #compareFunctions(
    before: Item,
    after: Item,
    scope: Scope,
    changes: Change[],
  ) {
    const was: Body = { source: this.#before, node: bodyOf(before)! };
    const is: Body = { source: this.#after, node: bodyOf(after)! };
    const head = this.#compareHeads(before, after);
    const body = this.#compareNodes(was.node, is.node);
    if (head === "moved" || body === "moved") {
      this.#findings.moved(after, scope);
    }
    if (head === "different") {
      changes.push(...this.#changesOfHead(before, after));
    }
    if (body === "different") changes.push("body");
    if (changes.length === 0) return;
    const facts = {
      ...functionFacts(after.node, scope),
      closures: closuresIn(was, is),
      callee: calleeOf(this.#before, before.node),
      ...isEndless(was) ? { endless: true } : {},
      ...hasOutliving(was, is) ? { outliving: true } : {},
    };
    const isPrivate = changes.every((change) => change === "body");
    const outcome = whyBodyUnknown(was, is) ??
      whySeen(this.#after, after, scope) ??
      (isPrivate ? { kind: "bodies" as const } : undefined);
    this.#findings.note(after, scope, changes, outcome, facts);
    const name = nameOf(this.#after, after);
    this.#compareItems(itemsWithin(was), itemsWithin(is), {
      ...FILE,
      path: [...scope.path, name],
      sealed: scope.sealed || !(definesBeyond(was) || definesBeyond(is)),
    });
  }

  #compareHeads(before: Item, after: Item): Sameness {
    return compare(
      { source: this.#before, node: before.node, except: bodyOf(before) },
      { source: this.#after, node: after.node, except: bodyOf(after) },
    );
  }

  #compareNodes(before: Node, after: Node, macro = false): Sameness {
    return compare(
      { source: this.#before, node: before },
      { source: this.#after, node: after },
      macro,
    );
  }

  #changesOfHead(before: Item, after: Item): Change[] {
    const was = headTexts(this.#before, before);
    const is = headTexts(this.#after, after);
    const changes: Change[] = [];
    if (was.generics !== is.generics) changes.push("generics");
    if (was.rest !== is.rest) changes.push("signature");
    return changes;
  }
}

/** Whether an item is one that is looked into. */
function hasBody(item: Item): boolean {
  return CONTAINERS.has(item.node.type) && bodyOf(item) !== null;
}

const CONTAINERS: ReadonlySet<string> = new Set([
  "function_item",
  "mod_item",
  "impl_item",
  "trait_item",
]);

function bodyOf(item: Item): Node | null {
  return item.node.childForFieldName("body");
}
