/**
 * Renders a source file of which rustc is to compile a few functions only: all
 * other plain bodies are emptied, so that they are parsed and no more. Nothing
 * but bodies changes, and what stays keeps its line and column: panics and
 * diagnostics tell them. Pure.
 *
 * A body stays where it may be the source of something else: of a value while
 * compiling (`const`), of a type (`async`, `impl Trait`), of code compiled for
 * other types (generic, trait defaults), of items, or of what a macro makes.
 */

import { definesBeyond } from "./body.ts";
import { type Item, itemsIn, itemsWithin, nameOf } from "./items.ts";
import type { SourceTree } from "./source_tree.ts";
import { tokenTexts } from "./tokens.ts";
import { type Scope, scopeWithin, whySeen } from "./visibility.ts";

/** A function that is compiled for its own sake. */
export interface Root {
  name: string;
  /** Where its item starts, counted from 1. */
  line: number;
}

/** Why no root can be made of a function. */
export type RootDoubt =
  /** No function of this name starts there, or more than one. */
  | "unplaced"
  /** Its body is the source of something else. */
  | "seen"
  /** It is where the program starts. */
  | "main"
  /** No code may name it: `Drop::drop`. */
  | "destructor"
  /** Its body holds items, which are functions of their own. */
  | "items";

/** A file as rustc is to see it. */
export interface Overlay {
  text: string;
  /** How many bodies were emptied. */
  emptied: number;
  /** The roots that could not be made. */
  doubts: { root: Root; doubt: RootDoubt }[];
}

/** What the symbol of a static that names a root holds. */
export const ROOT_STATIC = "__CHAUD_ROOT_";

/** The shortest body that never returns; what is shorter costs nothing. */
const EMPTY = ["{loop{}", "}"] as const;

/** Renders a file; one that cannot be parsed stays as it is. */
export function renderOverlay(
  source: SourceTree,
  roots: readonly Root[] = [],
): Overlay {
  const rendering = new Rendering(source, roots);
  if (!source.root.hasError) {
    const outside = { path: [], seen: undefined, sealed: false };
    const scope = { ...outside, generic: false, associated: false };
    rendering.enter(itemsIn(source, source.root), scope);
  }
  return rendering.result();
}

/** What replaces a stretch of the text. */
interface Replacement {
  start: number;
  end: number;
  text: string;
}

/** Where a function stands. */
interface Place {
  scope: Scope;
  /** The impl around it. */
  owner?: Item;
}

class Rendering {
  readonly #source: SourceTree;
  readonly #roots: readonly Root[];
  readonly #found = new Map<Root, (RootDoubt | undefined)[]>();
  readonly #replacements: Replacement[] = [];
  #emptied = 0;

  constructor(source: SourceTree, roots: readonly Root[]) {
    this.#source = source;
    this.#roots = roots;
  }

  /** Goes through the items of a file or a module. */
  enter(items: readonly Item[], scope: Scope): void {
    for (const item of items) {
      const { node } = item;
      if (node.type === "function_item") this.#function(item, { scope });
      const body = node.childForFieldName("body");
      if (!body || !WITH_ITEMS.has(node.type)) continue;
      const name = nameOf(this.#source, item);
      const inside = scopeWithin(this.#source, item, name, scope);
      const nested = itemsIn(this.#source, body);
      if (node.type === "mod_item") {
        this.enter(nested, inside);
        continue;
      }
      for (const each of nested) {
        if (each.node.type !== "function_item") continue;
        this.#function(each, { scope: inside, owner: item });
      }
    }
  }

  result(): Overlay {
    const parts: string[] = [];
    let at = 0;
    for (const { start, end, text } of this.#replacements.sort(inOrder)) {
      parts.push(this.#source.text.slice(at, start), text);
      at = end;
    }
    parts.push(this.#source.text.slice(at));
    const doubts = this.#roots.flatMap((root) => {
      const found = this.#found.get(root) ?? [];
      const doubt = found.length === 1 ? found[0] : "unplaced";
      return doubt ? [{ root, doubt }] : [];
    });
    return { text: parts.join(""), emptied: this.#emptied, doubts };
  }

  #function(item: Item, place: Place): void {
    const body = item.node.childForFieldName("body");
    if (!body) return;
    const part = { source: this.#source, node: body };
    const stays = whySeen(this.#source, item, place.scope) !== undefined ||
      definesBeyond(part);
    const root = this.#rootAt(item);
    if (!root) {
      if (!stays) this.#empty(body.startIndex, body.endIndex);
      return;
    }
    const doubt = stays ? "seen" : this.#doubtOf(item, place);
    const found = this.#found.get(root) ?? [];
    this.#found.set(root, [...found, doubt]);
    if (doubt === undefined) this.#addRoot(item, place);
  }

  #doubtOf(item: Item, { owner }: Place): RootDoubt | undefined {
    const { node } = item;
    const name = nameOf(this.#source, item);
    if (name === "main") return "main";
    const trait = owner?.node.childForFieldName("trait");
    const isDrop = trait && tokenTexts(this.#part(trait)).at(-1) === "Drop";
    if (isDrop && name === "drop") return "destructor";
    const body = node.childForFieldName("body") ?? node;
    return itemsWithin(this.#part(body)).length > 0 ? "items" : undefined;
  }

  #rootAt(item: Item): Root | undefined {
    const line = this.#source.lineAt(item.start) + 1;
    const name = nameOf(this.#source, item);
    return this.#roots.find((root) => root.line === line && root.name === name);
  }

  #empty(start: number, end: number): void {
    const lines = this.#source.text.slice(start, end).split("\n");
    const [head, tail] = EMPTY;
    const last = [...lines.at(-1) ?? ""].length;
    const room = lines.length > 1 ? last : last - head.length;
    if (room < tail.length) return;
    const feeds = "\n".repeat(lines.length - 1);
    const text = head + feeds + tail.padStart(room);
    this.#replacements.push({ start, end, text });
    this.#emptied++;
  }

  /**
   * Names a function in a static that rustc may not leave out. There is no
   * `impl` with it, as impls are numbered: all symbols of later ones would be
   * others. Nor is there a path, which would depend on the edition.
   */
  #addRoot(item: Item, { owner }: Place): void {
    const conditions = [...owner?.attributes ?? [], ...item.attributes]
      .filter((node) => tokenTexts(this.#part(node)).includes("cfg"))
      .map((node) => ` ${this.#source.textOf(node).replaceAll("\n", " ")}`);
    const name = `${ROOT_STATIC}${this.#replacements.length}`;
    const path = this.#pathOf(item, owner);
    const value = "{ union ChaudRoot { from: *const (), to: fn() } " +
      `unsafe { ChaudRoot { from: ${path} as *const () }.to } }`;
    const start = (owner ?? item).end;
    const text = `${
      conditions.join("")
    } #[used] static ${name}: fn() = ${value};`;
    this.#replacements.push({ start, end: start, text });
  }

  #part(node: Item["node"]) {
    return { source: this.#source, node };
  }

  /** What names a function where its impl stands. */
  #pathOf(item: Item, owner: Item | undefined): string {
    const name = nameOf(this.#source, item);
    if (!owner) return name;
    const text = (field: string) => {
      const node = owner.node.childForFieldName(field);
      return node && withoutLifetimes(tokenTexts(this.#part(node))).join(" ");
    };
    const [type, trait] = [text("type"), text("trait")];
    return trait ? `<${type} as ${trait}>::${name}` : `<${type}>::${name}`;
  }
}

const WITH_ITEMS: ReadonlySet<string> = new Set(["impl_item", "mod_item"]);

function inOrder(a: Replacement, b: Replacement): number {
  return a.start - b.start || a.end - b.end;
}

/** The parameters of an impl are not known beside it; rustc infers lifetimes. */
function withoutLifetimes(tokens: readonly string[]): string[] {
  return tokens.flatMap((token, i) => {
    if (tokens[i - 1] === "'") return [];
    if (token !== "'") return [token];
    return [tokens[i + 1] === "static" ? "'static" : "'_"];
  });
}
