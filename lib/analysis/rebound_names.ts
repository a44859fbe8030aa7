/** What names the imports of a file bring in: an edit of them can give a type another meaning. */

import { type ChangedItem, itemName } from "./verdict.ts";

/** Names, and the full path that each stands for. */
type Bindings = Map<string, string>;

/**
 * Names that may mean another item than before, although no item that uses
 * them has changed. Errs towards yes.
 *
 * @param items What changed in a file.
 * @param before The file's old text.
 * @param after Its new text.
 */
export function reboundNames(
  items: readonly ChangedItem[],
  before: string,
  after: string,
): string[] {
  const imports = items.filter(({ kind }) => kind === "import");
  const bindings = (change: "added" | "removed"): Bindings =>
    new Map(
      imports.filter(({ changes }) => changes.includes(change))
        .flatMap(({ path }) => bindingsOf(path)),
    );
  const [added, removed] = [bindings("added"), bindings("removed")];
  const rebound = [
    ...added.entries().filter(([name, path]) => {
      const was = removed.get(name);
      return was === undefined ? uses(before, name) : was !== path;
    }),
    ...removed.entries().filter(([name]) =>
      !added.has(name) && uses(after, name)
    ),
  ];
  return rebound.map(([name]) => name);
}

/** The names that one `use` brings in. */
function bindingsOf(text: string, prefix = ""): [string, string][] {
  const brace = text.indexOf("{");
  if (brace >= 0) {
    const inside = text.slice(brace + 1, text.lastIndexOf("}"));
    const within = prefix + text.slice(0, brace).trim();
    return parts(inside).flatMap((part) => bindingsOf(part, within));
  }
  const [path = "", alias] = text.trim().split(/\s+as\s+/);
  const full = `${prefix}${path}`.replace(/\s/g, "").replace(/::self$/, "");
  const name = alias ?? itemName(full);
  return /^(?:_|\*|)$/.test(name) ? [] : [[name, full]];
}

/** Splits at the commas that are in no braces. */
function parts(text: string): string[] {
  const found = [""];
  let depth = 0;
  for (const character of text) {
    if (character === "{") depth++;
    if (character === "}") depth--;
    if (character === "," && depth === 0) found.push("");
    else found.push(found.pop() + character);
  }
  return found.filter((part) => part.trim() !== "");
}

/** Whether a text uses a name without a path before it. */
function uses(text: string, name: string): boolean {
  const code = text.replace(
    /\/\/.*|^\s*(?:pub(?:\([^)]*\))?\s+)?use\b[^;]*;/gm,
    "",
  );
  const plain = name.replace(/^r#/, "");
  return new RegExp(`(?<![:\\w]|\\.\\s*)(?:r#)?${plain}(?!\\w)`).test(code);
}
