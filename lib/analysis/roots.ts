/**
 * Names functions in statics that rustc may not leave out, so that it compiles
 * them and what they need. There is no `impl` with it, as impls are numbered:
 * all symbols of later ones would be others. Pure.
 */

import { type Item, itemsWithin } from "./items.ts";
import { plainName } from "./mentions.ts";
import {
  type PlacedFunction,
  placedFunctions,
  staysWhole,
  traitOf,
} from "./placed_functions.ts";
import type { SourceTree } from "./source_tree.ts";
import { tokenTexts } from "./tokens.ts";

/** A function that is compiled for its own sake. */
export interface Root {
  name: string;
  /** Where it starts, behind its attributes, counted from 1. */
  line: number;
  /** No program has it: only what calls it is compiled for its own sake. */
  isNew?: boolean;
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
  /** Its address is that of code that tells it its caller. */
  | "track_caller"
  /** Its body holds items, which are functions of their own. */
  | "items";

/** What the symbol of a static that names a root holds. */
export const ROOT_STATIC = "__CHAUD_ROOT_";

/** What replaces a stretch of a text. */
export interface Replacement {
  start: number;
  end: number;
  text: string;
}

/** A root that was found, and what names it. */
interface Found {
  doubt: RootDoubt | undefined;
  bodyStart: number;
  moduleEnd: number | undefined;
  text: string;
}

/** The roots of one file. */
export class Roots {
  readonly #roots: readonly Root[];
  readonly #found = new Map<Root, Found[]>();

  constructor(roots: readonly Root[]) {
    this.#roots = roots;
  }

  /** Finds them in the file. */
  findIn(source: SourceTree): void {
    if (source.root.hasError) return;
    const lines = this.#roots.map(({ line }) =>
      [
        source.lineStart(line - 1),
        source.lineStart(line),
      ] as const
    );
    const reach = (start: number, end: number) =>
      lines.some(([from, to]) => start < to && end > from);
    for (const each of placedFunctions(source, reach)) {
      const root = this.#rootAt(source, each);
      if (!root) continue;
      const found = {
        doubt: root.isNew ? undefined : doubtOf(source, each),
        bodyStart: each.body.start,
        moduleEnd: each.moduleEnd,
        text: staticOf(source, each, this.#roots.indexOf(root)),
      };
      this.#found.set(root, [...this.#found.get(root) ?? [], found]);
    }
  }

  /** Where the bodies stand that must not be emptied. */
  get bodies(): ReadonlySet<number> {
    const found = this.#found.values().flatMap((all) => all);
    return new Set(found.map(({ bodyStart }) => bodyStart));
  }

  /**
   * What names the roots: where their modules end, so that a diagnostic shows
   * lines as they are. No line moves by it.
   */
  statics(fileEnd: number): Replacement[] {
    return this.#made().map(({ moduleEnd, text }) => {
      const start = moduleEnd ?? fileEnd;
      const isInside = moduleEnd !== undefined;
      return { start, end: start, text: isInside ? `${text} ` : `\n${text}\n` };
    });
  }

  /** Those that could not be made. */
  doubts(): { root: Root; doubt: RootDoubt }[] {
    return this.#roots.flatMap((root) => {
      const doubt = this.#doubt(root);
      return doubt ? [{ root, doubt }] : [];
    });
  }

  #doubt(root: Root): RootDoubt | undefined {
    const [found, other] = this.#found.get(root) ?? [];
    return found && !other ? found.doubt : "unplaced";
  }

  #made(): Found[] {
    return this.#roots.flatMap((root) =>
      root.isNew || this.#doubt(root) ? [] : this.#found.get(root) ?? []
    );
  }

  #rootAt(source: SourceTree, { item, name }: PlacedFunction) {
    const line = source.lineAt(item.node.startIndex) + 1;
    return this.#roots.find((root) =>
      root.line === line && plainName(root.name) === name
    );
  }
}

function doubtOf(
  source: SourceTree,
  placed: PlacedFunction,
): RootDoubt | undefined {
  const { item: { node, attributes }, name, owner } = placed;
  if (staysWhole(source, placed)) return "seen";
  if (name === "main" && !owner) return "main";
  if (name === "drop" && traitOf(source, owner) === "Drop") return "destructor";
  const asksForCaller = attributes.some((node) =>
    tokenTexts({ source, node }).includes("track_caller")
  );
  if (asksForCaller) return "track_caller";
  const body = node.childForFieldName("body") ?? node;
  return itemsWithin({ source, node: body }).length > 0 ? "items" : undefined;
}

/** No path in it may depend on the edition. */
function staticOf(
  source: SourceTree,
  { item, owner }: PlacedFunction,
  number: number,
): string {
  const conditions = [...owner?.attributes ?? [], ...item.attributes]
    .filter((node) => tokenTexts({ source, node }).includes("cfg"))
    .map((node) => `${source.textOf(node).replaceAll("\n", " ")} `);
  const value = "{ union ChaudRoot { from: *const (), to: fn() } " +
    `unsafe { ChaudRoot { from: ${pathOf(source, item, owner)} ` +
    "as *const () }.to } }";
  return `${conditions.join("")}#[used] static ${ROOT_STATIC}${number}: ` +
    `fn() = ${value};`;
}

/** What names a function where its impl stands. */
function pathOf(source: SourceTree, item: Item, owner?: Item): string {
  const nameNode = item.node.childForFieldName("name");
  const name = nameNode ? source.textOf(nameNode) : "";
  if (!owner) return name;
  const text = (field: string) => {
    const node = owner.node.childForFieldName(field);
    return node && withoutLifetimes(tokenTexts({ source, node })).join(" ");
  };
  const [type, trait] = [text("type"), text("trait")];
  return trait ? `<${type} as ${trait}>::${name}` : `<${type}>::${name}`;
}

/** The parameters of an impl are not known beside it; rustc infers lifetimes. */
function withoutLifetimes(tokens: readonly string[]): string[] {
  return tokens.flatMap((token, i) => {
    if (tokens[i - 1] === "'") return [];
    if (token !== "'") return [token];
    return [tokens[i + 1] === "static" ? "'static" : "'_"];
  });
}
