/**
 * Keeps a syntax tree of each source file and judges what an edit can alter,
 * so that dependents are compiled again only when they need to be. Pure.
 */

import type { Parser } from "web-tree-sitter";
import { classify } from "./classify.ts";
import {
  type FunctionNames,
  functionNames,
  plainNames,
} from "./plain_functions.ts";
import {
  holders,
  type KeptStatic,
  mentioned,
  typesIn,
  type TypesOfFile,
} from "./persistent_statics.ts";
import { plainName } from "./mentions.ts";
import type { OldTrees } from "./old_versions.ts";
import { type SomeTree, SourceTree } from "./source_tree.ts";
import { type StaticEdit, staticEdits } from "./static_edits.ts";
import type { Verdict } from "./verdict.ts";

/** What is not Rust, or not known, may alter anything. */
const UNKNOWN: Verdict = {
  kind: "unknown",
  movedVisible: true,
  items: [],
  reason: { kind: "incomparable" },
  doubts: [{ kind: "incomparable" }],
};

/** A file as compiled code agrees with it, and as it was saved since, if it was. */
export interface Saved {
  before: SourceTree;
  after?: SourceTree;
}

/** A static that keeps values of types that have changed. */
export interface PersistentValue {
  name: string;
  type: string;
  /** The type that it is declared with where it runs, if that is another. */
  before?: string;
  /** Those types, or what holds them. */
  of: string[];
}

/** The texts that all compiled code agrees with, and what was saved since. */
export class ParsedFiles {
  readonly #parser: Parser;
  /** Parsed when needed, or when there is time: a first parse is slow. */
  readonly #settled = new Map<string, SourceTree | string>();
  readonly #latest = new Map<string, SourceTree>();
  readonly #names = new WeakMap<SourceTree, FunctionNames>();
  readonly #types = new WeakMap<SourceTree, TypesOfFile>();

  /**
   * Learns what compiled code was made from.
   *
   * @param parser A parser for Rust.
   * @param texts The text of each file.
   */
  constructor(parser: Parser, texts: Iterable<[file: string, text: string]>) {
    this.#parser = parser;
    this.#settled = new Map(texts);
  }

  /** Parses what was not parsed yet, and reads what an edit may ask of any file: one at a time. */
  *parse(): Generator<void> {
    const files = [...this.#settled.keys()];
    for (const file of files) {
      this.#settledTree(file);
      yield;
    }
    for (const file of files) {
      const tree = this.#settledTree(file);
      if (!tree) continue;
      this.#namesIn(tree);
      this.#typesIn(tree);
      yield;
    }
  }

  /** The same while there is nothing else to do. */
  async parseInPassing(isOver: () => boolean): Promise<void> {
    for (const _ of this.parse()) {
      await new Promise((resolve) => setTimeout(resolve));
      if (isOver()) return;
    }
  }

  /** Whether the text that compiled code agrees with is known. */
  knows(file: string): boolean {
    return this.#settled.has(file);
  }

  /** The text of an edited file that was judged last. */
  judgedText(file: string): string | undefined {
    return this.#latest.get(file)?.text;
  }

  /** Learns what a file held when it became part of compiled code, if known. */
  learn(file: string, text: string | undefined): void {
    const known = this.#settled.get(file);
    if (typeof known === "object") known.free();
    if (text === undefined) this.#settled.delete(file);
    else this.#settled.set(file, text);
  }

  /** The files whose text is what compiled code agrees with, and that text. */
  *baselineTexts(): Generator<[file: string, text: string]> {
    for (const file of this.#settled.keys()) {
      const text = this.baselineText(file);
      if (text !== undefined && !this.#latest.has(file)) yield [file, text];
    }
  }

  /** The text that compiled code agrees with. */
  baselineText(file: string): string | undefined {
    const known = this.#settled.get(file);
    return typeof known === "string" ? known : known?.text;
  }

  /** A judged file as compiled code agrees with it, and as it was saved. */
  versions(file: string): { before?: SourceTree; after?: SourceTree } {
    const [before, after] = [this.#settledTree(file), this.#latest.get(file)];
    return { ...before && { before }, ...after && { after } };
  }

  /** The files that hold a word, as compiled code agrees with them. */
  oldTrees: OldTrees = (name) => {
    const word = plainName(name);
    return this.#settled.keys()
      .filter((file) => this.baselineText(file)?.includes(word))
      .map((file) => this.#settledTree(file))
      .filter((tree) => tree !== undefined);
  };

  /** All files, as compiled code agrees with them. */
  *baselineTrees(): Generator<SourceTree> {
    for (const file of [...this.#settled.keys()]) {
      const tree = this.#settledTree(file);
      if (tree) yield tree;
    }
  }

  /** Those that hold a word, with what was saved since. */
  *versionsWith(word: string): Generator<Saved> {
    for (const file of [...this.#settled.keys()]) {
      if (!this.baselineText(file)?.includes(word)) continue;
      const { before, after } = this.versions(file);
      if (before) yield { before, ...after && { after } };
    }
  }

  /** Whether some file that holds a word has something, old or new. */
  someTree: SomeTree = (name, has) => {
    const word = plainName(name);
    const latest = this.#latest.values()
      .filter(({ text }) => text.includes(word));
    return [...this.oldTrees(word), ...latest].some(has);
  };

  /**
   * Names of functions that are never compiled for types without a name:
   * closures, futures, and what else only a body tells.
   */
  plainFunctions(): Set<string> {
    return plainNames(this.#trees().map(([, tree]) => this.#namesIn(tree)));
  }

  /**
   * Statics that keep values of changed types.
   *
   * @param changed The types' names.
   * @param keeps Whether new code goes on with the value of a static of a file.
   */
  persistentValues(
    changed: readonly string[],
    keeps: (kept: KeptStatic, file: string) => boolean,
  ): PersistentValue[] {
    if (changed.length === 0) return [];
    const names = holders(
      changed,
      this.#trees().map(([, tree]) => this.#typesIn(tree)),
    );
    const found = this.#trees().flatMap(([file, tree]) =>
      this.#typesIn(tree).kept
        .filter((kept) => keeps(kept, file))
        .map(({ name, type }) => ({ name, type, of: mentioned(type, names) }))
        .filter(({ of }) => of.length > 0)
    );
    return [...new Map(found.map((each) => [each.name, each])).values()];
  }

  /** What the edit of a judged file has made of statics. */
  staticEdits(file: string): StaticEdit[] {
    const { before, after } = this.versions(file);
    return before && after ? staticEdits(before, after) : [];
  }

  /** The names of all statics that the sources declare. */
  staticNames(): Set<string> {
    return new Set(
      this.#trees().flatMap(([, tree]) =>
        this.#typesIn(tree).kept.map(({ name }) => name)
      ),
    );
  }

  /** The trees of all files, the old and the new one of those that were edited. */
  #trees(): [file: string, tree: SourceTree][] {
    const settled = [...this.#settled.keys()].flatMap((file) => {
      const tree = this.#settledTree(file);
      return tree ? [[file, tree] as [string, SourceTree]] : [];
    });
    return [...settled, ...this.#latest];
  }

  #typesIn(tree: SourceTree): TypesOfFile {
    const types = this.#types.get(tree) ?? typesIn(tree);
    this.#types.set(tree, types);
    return types;
  }

  #namesIn(tree: SourceTree): FunctionNames {
    const names = this.#names.get(tree) ?? functionNames(tree);
    this.#names.set(tree, names);
    return names;
  }

  /** Judges a saved text against the one that compiled code agrees with. */
  judge(file: string, text: string | undefined): Verdict {
    const settled = this.#settledTree(file);
    if (settled === undefined || text === undefined) return UNKNOWN;
    const previous = this.#latest.get(file);
    const latest = (previous ?? settled).update(text);
    previous?.free();
    this.#latest.set(file, latest);
    return classify(settled, latest, (name) => !this.#isUsed(name));
  }

  /** Whether code that agrees with all that is compiled holds a word. */
  #isUsed(word: string): boolean {
    return this.#settled.keys().some((file) =>
      this.baselineText(file)?.includes(word)
    );
  }

  /** All compiled code now agrees with the text that was judged last. */
  commit(file: string): void {
    const latest = this.#latest.get(file);
    if (latest === undefined) return;
    this.#settledTree(file)?.free();
    this.#settled.set(file, latest);
    this.#latest.delete(file);
  }

  #settledTree(file: string): SourceTree | undefined {
    const known = this.#settled.get(file);
    if (typeof known !== "string") return known;
    const tree = SourceTree.parse(this.#parser, known);
    this.#settled.set(file, tree);
    return tree;
  }
}
