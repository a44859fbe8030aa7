/**
 * Keeps a syntax tree of each source file and judges what an edit can alter,
 * so that dependents are compiled again only when they need to be. Pure.
 */

import type { Parser } from "web-tree-sitter";
import { classify } from "./classify/classify.ts";
import {
  type FunctionNames,
  functionNames,
  plainNames,
} from "./classify/function_names.ts";
import { changedTraits } from "./classify/trait_shapes.ts";
import { SourceTree } from "./classify/source_tree.ts";
import type { Verdict } from "./classify/verdict.ts";

/** What is not Rust, or not known, may alter anything. */
const UNKNOWN: Verdict = { kind: "unknown", movedVisible: true, items: [] };

/** The texts that all compiled code agrees with, and what was saved since. */
export class Edits {
  readonly #parser: Parser;
  /** Parsed when needed, or when there is time: a first parse is slow. */
  readonly #settled = new Map<string, SourceTree | string>();
  readonly #latest = new Map<string, SourceTree>();
  readonly #names = new WeakMap<SourceTree, FunctionNames>();

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

  /** Parses what was not parsed yet, a file at a time. */
  *parse(): Generator<void> {
    for (const file of this.#settled.keys()) {
      this.#settledTree(file);
      yield;
    }
  }

  /** Whether the text that compiled code agrees with is known. */
  knows(file: string): boolean {
    return this.#settled.has(file);
  }

  /** Learns what a file held when it became part of compiled code. */
  learn(file: string, text: string): void {
    this.#settled.set(file, text);
  }

  /** The text that compiled code agrees with. */
  settledText(file: string): string | undefined {
    const known = this.#settled.get(file);
    return typeof known === "string" ? known : known?.text;
  }

  /** Whether some file, old or new, matches. */
  someText(pattern: RegExp): boolean {
    const old = this.#settled.keys().map((file) => this.settledText(file));
    const latest = this.#latest.values().map(({ text }) => text);
    return [...old, ...latest].some((text) => text && pattern.test(text));
  }

  /**
   * Names of functions that are never compiled for types without a name:
   * closures, futures, and what else only a body tells.
   */
  plainFunctions(): Set<string> {
    const settled = this.#settled.keys().map((file) => this.#settledTree(file));
    const trees = [...settled, ...this.#latest.values()]
      .filter((tree) => tree !== undefined);
    return plainNames(trees.map((tree) => this.#namesIn(tree)));
  }

  /** Traits of a judged file that are not what compiled code agrees with. */
  changedTraits(file: string): string[] {
    const [before, after] = [this.#settledTree(file), this.#latest.get(file)];
    return before && after ? changedTraits(before, after) : [];
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
    return classify(settled, latest);
  }

  /** All compiled code now agrees with the text that was judged last. */
  settle(file: string): void {
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
