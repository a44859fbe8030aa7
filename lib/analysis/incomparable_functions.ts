/**
 * Which functions go on as they were and may have been compiled to other code,
 * where what runs is not there to be compared: those that reach what was
 * edited by something that becomes part of their own code, as constants and
 * macros do. By name alone; for code that is not optimised, or any. Pure.
 */

import {
  type AlteredItem,
  functionsNamed,
  judge,
} from "./altered_functions.ts";
import { type Item, itemsIn, nameOf } from "./items.ts";
import type { ParsedFiles } from "./parsed_files.ts";
import type { SourceTree } from "./source_tree.ts";
import type { ChangedItem, Verdict } from "./verdict.ts";

/** What is asked of the sources. */
type Sources = Pick<
  ParsedFiles,
  "baselineTrees" | "oldTrees" | "versions" | "versionsWith"
>;

const WORD = /\w+/g;

/** Finds one such function of a unit with these files, if there is any. */
export type FindIncomparable = (
  files: Iterable<string>,
) => AlteredItem | undefined;

/**
 * Goes through all files once, for as many units as there are.
 *
 * @param verdicts What has become of the edited files.
 * @param sources All files.
 * @param isPlain Whether a call of a function has nothing of its body, unless
 *   the function asks for that.
 */
export function incomparableFunctions(
  verdicts: readonly Verdict[],
  sources: Sources,
  isPlain: boolean,
): FindIncomparable {
  const items = verdicts.flatMap(({ items }) => items);
  const names = verdicts.some(({ kind }) => kind === "unknown")
    ? undefined
    : namesOf(items, sources, isPlain);
  if (names?.size === 0) return () => undefined;
  if (names) addWhatHolds(names, sources, isPlain);
  const judged = new Set(items.map(({ name }) => name));
  return (files) => functionIn(files, { sources, names, judged });
}

interface Suspects {
  sources: Sources;
  /** Names that tell of what was edited; without them, nobody can tell. */
  names: ReadonlySet<string> | undefined;
  /** What was edited itself is judged elsewhere. */
  judged: ReadonlySet<string>;
}

function functionIn(
  files: Iterable<string>,
  { sources, names, judged }: Suspects,
): AlteredItem | undefined {
  for (const file of files) {
    const { before } = sources.versions(file);
    if (!before) continue;
    for (const node of before.root.descendantsOfType("function_item")) {
      const name = node?.childForFieldName("name");
      const text = node ? before.textOf(node) : "";
      if (!node || !name || judged.has(before.textOf(name))) continue;
      if (names && !hasWord(text, names)) continue;
      const path = before.textOf(name);
      const found = judge(before, node, path, sources);
      if (found?.version) return found;
    }
  }
  return undefined;
}

/** The names by which other code has what was edited; nothing if nobody can tell. */
function namesOf(
  items: readonly ChangedItem[],
  sources: Sources,
  isPlain: boolean,
): Set<string> | undefined {
  const names = new Set<string>();
  for (const item of items) {
    const { kind, name, path, changes, facts } = item;
    switch (kind) {
      case "function": {
        const isBody = changes.every((change) => change === "body");
        if (isPlain && isBody && !facts?.const && !isInlined(name, sources)) {
          continue;
        }
        names.add(name);
        break;
      }
      case "type":
      case "const":
      case "static":
      case "macro":
        names.add(name);
        break;
      case "import":
        if (path.includes("*")) return undefined;
        for (const word of wordsOf(path)) names.add(word);
        break;
      default:
        return undefined;
    }
  }
  return names;
}

/** Adds what has something of these names in itself, and whose users have that in turn. */
function addWhatHolds(
  names: Set<string>,
  sources: Sources,
  isPlain: boolean,
): void {
  const holders = [...sources.baselineTrees()]
    .flatMap((source) => [...holdersIn(source, source.root, isPlain)]);
  for (let size = -1; size < names.size;) {
    size = names.size;
    for (const { own, words } of holders) {
      if (!words.values().some((word) => names.has(word))) continue;
      for (const name of own) names.add(name);
    }
  }
}

/** An item that becomes part of what uses it. */
interface Holder {
  own: ReadonlySet<string>;
  words: ReadonlySet<string>;
}

function* holdersIn(
  source: SourceTree,
  container: Item["node"],
  isPlain: boolean,
): Generator<Holder> {
  for (const item of itemsIn(source, container)) {
    const { node } = item;
    const body = node.childForFieldName("body");
    const isBlock = "mod_item impl_item trait_item".split(" ")
      .includes(node.type);
    if (isBlock) {
      if (body) yield* holdersIn(source, body, isPlain);
      continue;
    }
    const text = source.text.slice(item.start, item.end);
    if (node.type === "function_item" && isPlain && !isPartOfCallers(text)) {
      continue;
    }
    const words = wordsOf(text);
    const name = nameOf(source, item);
    // What a macro makes, or an import brings, may have any name that is there.
    const isNamed = name !== "" && !name.endsWith("!") &&
      node.type !== "use_declaration";
    yield { own: isNamed ? new Set([name]) : words, words };
  }
}

function isInlined(name: string, sources: Sources): boolean {
  for (const { before, after } of sources.versionsWith(name)) {
    for (const source of [before, ...after ? [after] : []]) {
      const isSo = functionsNamed(source, name).some((node) => {
        const start = node.previousSibling?.type === "attribute_item"
          ? source.text.lastIndexOf("}", node.startIndex)
          : node.startIndex;
        const text = source.text.slice(Math.max(0, start), node.endIndex);
        return isPartOfCallers(text);
      });
      if (isSo) return true;
    }
  }
  return false;
}

/** Whether callers have the body of a function in themselves, optimised or not. */
function isPartOfCallers(text: string): boolean {
  const [head = ""] = text.split("{", 1);
  return /\bconst\b|\binline\b/.test(head);
}

function wordsOf(text: string): Set<string> {
  return new Set(text.match(WORD) ?? []);
}

function hasWord(text: string, names: ReadonlySet<string>): boolean {
  return (text.match(WORD) ?? []).some((word) => names.has(word));
}
