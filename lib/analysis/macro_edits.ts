/** What the edit of a `macro_rules!` can come to, beyond the bodies that use the macro. Pure. */

/** Items, types and whatever is not looked into; closures. */
const MORE_THAN_CODE =
  /\b(?:struct|enum|union|type|trait|impl|mod|const|static|fn|async|await|macro_rules|item|ty|tt)\b|\|/;

/**
 * Whether a macro may define something or be part of a type. Errs towards yes.
 *
 * @param name The macro's.
 * @param versions The texts that define it, old and new.
 * @param someText Whether some source file matches.
 */
export function reachesTypes(
  name: string,
  versions: readonly string[],
  someText: (pattern: RegExp) => boolean,
): boolean {
  const definitions = versions.map((text) => definitionOf(name, text));
  const isPlain = definitions.every((text) =>
    text !== undefined && !MORE_THAN_CODE.test(text)
  );
  // A type, a length, or a part of what is defined.
  const call = `(?:[\\w$]+::)*${name}!`;
  const inTypes = new RegExp(
    `(?:(?<!:):|->|<)\\s*[&*(]*\\s*${call}|\\[[^;[\\]]*;\\s*${call}` +
      `|\\b(?:const|static|type|struct|enum|union)\\b[^;]*\\b${name}!`,
  );
  return !isPlain || someText(inTypes) ||
    someText(/\basync\b|->\s*impl\b/) || someText(inMacros(name));
}

/** Another macro may use it where its input does not show. */
function inMacros(name: string): RegExp {
  return new RegExp(`\\bmacro_rules!\\s*(?!\\s|${name}\\b)[^]*\\b${name}!`);
}

/** The text from the macro's name to its closing bracket; undefined if it is not there once. */
function definitionOf(name: string, text: string): string | undefined {
  const starts = [
    ...text.matchAll(new RegExp(`macro_rules!\\s*${name}\\b`, "g")),
  ];
  const start = starts.length === 1 ? starts[0]?.index : undefined;
  if (start === undefined) return undefined;
  let depth = 0;
  const from = start + "macro_rules!".length;
  for (let at = from; at < text.length; at++) {
    if (/[{([]/.test(text[at] ?? "")) depth++;
    if (/[\])}]/.test(text[at] ?? "") && --depth === 0) {
      return text.slice(from, at);
    }
  }
  return undefined;
}
