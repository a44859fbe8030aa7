/**
 * The older mangling of symbols, which looks like that of C++. Pure.
 *
 * Format: <https://doc.rust-lang.org/rustc/symbol-mangling/legacy.html>.
 */

const ESCAPES: Record<string, string> = {
  SP: "@",
  BP: "*",
  RF: "&",
  LT: "<",
  GT: ">",
  LP: "(",
  RP: ")",
  C: ",",
};

/** The hash that ends every such symbol, unlike one of C++. */
const HASH = /^h[0-9a-f]{16}$/;

/** Demangles `_ZN…E`; nothing if the symbol is not of that kind. */
export function demangleLegacy(symbol: string): string | undefined {
  const { parts, suffix = "" } = legacyParts(symbol) ?? {};
  return parts && parts.map(unescape).join("::") + suffix;
}

/** A symbol's path, as it is written there, and what follows it. */
export interface LegacyParts {
  parts: string[];
  suffix: string;
}

/** Splits `_ZN…E`, without the hash; nothing if it is not of that kind. */
export function legacyParts(symbol: string): LegacyParts | undefined {
  const [, start = ""] = /^(_?_ZN|ZN)\d/.exec(symbol) ?? [];
  if (start === "") return undefined;
  const parts: string[] = [];
  let at = start.length;
  while (symbol[at] !== "E") {
    const [digits] = /^\d+/.exec(symbol.slice(at)) ?? [];
    if (digits === undefined) return undefined;
    at += digits.length + Number(digits);
    if (at >= symbol.length) return undefined;
    parts.push(symbol.slice(at - Number(digits), at));
  }
  if (!HASH.test(parts.pop() ?? "")) return undefined;
  return { parts, suffix: symbol.slice(at + 1) };
}

function unescape(part: string): string {
  return part.replace(/^_(?=\$)/, "")
    .replace(/\.\.|\$(\w+)\$/g, (found, name?: string) => {
      if (name === undefined) return "::";
      const code = /^u([0-9a-f]{1,6})$/.exec(name)?.[1];
      if (code === undefined) return ESCAPES[name] ?? found;
      const point = parseInt(code, 16);
      return point <= 0x10ffff ? String.fromCodePoint(point) : found;
    });
}
