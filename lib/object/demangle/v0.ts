/**
 * The newer mangling of symbols, which spells types and generic arguments.
 * Pure.
 *
 * Format: <https://doc.rust-lang.org/rustc/symbol-mangling/v0.html>.
 */

import { SymbolReader, UnknownSymbolError } from "./symbol_reader.ts";

const BASIC: Record<string, string> = {
  a: "i8",
  b: "bool",
  c: "char",
  d: "f64",
  e: "str",
  f: "f32",
  h: "u8",
  i: "isize",
  j: "usize",
  l: "i32",
  m: "u32",
  n: "i128",
  o: "u128",
  p: "_",
  s: "i16",
  t: "u16",
  u: "()",
  v: "...",
  x: "i64",
  y: "u64",
  z: "!",
};

const SIGNED = "asxlni";
const UNSIGNED = "htmyoj";

/** Names that need more room or nesting than any honest symbol. */
const MAX_LENGTH = 100_000;
const MAX_DEPTH = 300;

/** Demangles `_R…`; nothing if the symbol is not of that kind. */
export function demangleV0(symbol: string): string | undefined {
  const [, start, name, suffix = ""] =
    /^(_?_R|R)([A-Z]\w*)([.$].*)?$/.exec(symbol) ?? [];
  if (start === undefined || name === undefined) return undefined;
  try {
    return new Demangler(name).symbol() + suffix;
  } catch (error) {
    if (error instanceof UnknownSymbolError) return undefined;
    throw error;
  }
}

class Demangler {
  readonly #reader: SymbolReader;
  #depth = 0;
  /** Lifetimes bound by `for<…>` around the current type. */
  #bound = 0;
  /** Length of all that was made, to bound what back references can make. */
  #made = 0;

  constructor(text: string) {
    this.#reader = new SymbolReader(text);
  }

  symbol(): string {
    const path = this.#path(true);
    // Another path may follow: the crate that the instance was made in.
    if (!this.#reader.isOver) this.#path(false);
    return this.#reader.isOver ? path : this.#reader.fail();
  }

  /** @param isValue Whether `::<…>` is written, as in expressions. */
  #path(isValue: boolean): string {
    return this.#nested(() => {
      switch (this.#reader.next()) {
        case "C":
          this.#reader.number("s");
          return this.#reader.identifier();
        case "N":
          return this.#inNamespace(isValue);
        case "M":
          this.#implPath();
          return `<${this.#type()}>`;
        case "X":
          this.#implPath();
          return this.#qualified();
        case "Y":
          return this.#qualified();
        case "I": {
          const path = this.#path(isValue);
          const args = this.#list(() => this.#argument()).join(", ");
          return `${path}${isValue ? "::" : ""}<${args}>`;
        }
        case "B":
          return this.#back(() => this.#path(isValue));
        default:
          return this.#reader.fail();
      }
    });
  }

  #inNamespace(isValue: boolean): string {
    const namespace = this.#reader.next();
    const path = this.#path(isValue);
    const index = this.#reader.number("s");
    const name = this.#reader.identifier();
    if (/[a-z]/.test(namespace)) return name === "" ? path : `${path}::${name}`;
    const kinds: Record<string, string> = { C: "closure", S: "shim" };
    const kind = kinds[namespace] ?? namespace;
    return `${path}::{${kind}${name === "" ? "" : `:${name}`}#${index}}`;
  }

  /** Says where an `impl` stands, which its type and trait tell better. */
  #implPath(): void {
    this.#reader.number("s");
    this.#path(false);
  }

  #qualified(): string {
    const type = this.#type();
    return `<${type} as ${this.#path(false)}>`;
  }

  #argument(): string {
    if (this.#reader.takes("L")) return this.#lifetime();
    return this.#reader.takes("K") ? this.#constant() : this.#type();
  }

  #type(): string {
    return this.#nested(() => {
      const tag = this.#reader.next();
      const basic = BASIC[tag];
      if (basic !== undefined) return basic;
      switch (tag) {
        case "R":
        case "Q": {
          const lifetime = this.#reader.takes("L") ? this.#lifetime() : "'_";
          const name = lifetime === "'_" ? "" : `${lifetime} `;
          return `&${name}${tag === "Q" ? "mut " : ""}${this.#type()}`;
        }
        case "P":
          return `*const ${this.#type()}`;
        case "O":
          return `*mut ${this.#type()}`;
        case "A": {
          const type = this.#type();
          return `[${type}; ${this.#constant()}]`;
        }
        case "S":
          return `[${this.#type()}]`;
        case "T": {
          const types = this.#list(() => this.#type());
          return `(${types.join(", ")}${types.length === 1 ? "," : ""})`;
        }
        case "F":
          return this.#binder(() => this.#signature());
        case "D":
          return this.#object();
        case "B":
          return this.#back(() => this.#type());
        default:
          this.#reader.at--;
          return this.#path(false);
      }
    });
  }

  #signature(): string {
    const safety = this.#reader.takes("U") ? "unsafe " : "";
    let abi = "";
    if (this.#reader.takes("K")) {
      const name = this.#reader.takes("C") ? "C" : this.#reader.identifier();
      abi = `extern "${name.replaceAll("_", "-")}" `;
    }
    const parameters = this.#list(() => this.#type()).join(", ");
    const result = this.#type();
    const arrow = result === "()" ? "" : ` -> ${result}`;
    return `${safety}${abi}fn(${parameters})${arrow}`;
  }

  #object(): string {
    const bounds = this.#binder(() =>
      this.#list(() => this.#bounded()).join(" + ")
    );
    if (!this.#reader.takes("L")) return this.#reader.fail();
    const lifetime = this.#lifetime();
    return `dyn ${bounds}${lifetime === "'_" ? "" : ` + ${lifetime}`}`;
  }

  /** A trait, with its associated types among its generic arguments. */
  #bounded(): string {
    let path = this.#path(false);
    while (this.#reader.takes("p")) {
      const name = this.#reader.identifier();
      const binding = `${name} = ${this.#type()}`;
      path = path.endsWith(">")
        ? `${path.slice(0, -1)}, ${binding}>`
        : `${path}<${binding}>`;
    }
    return path;
  }

  #constant(): string {
    return this.#nested(() => {
      const type = this.#reader.next();
      if (type === "p") return "_";
      if (type === "B") return this.#back(() => this.#constant());
      const sign = SIGNED.includes(type) && this.#reader.takes("n") ? "-" : "";
      const value = this.#reader.hexadecimal();
      if (SIGNED.includes(type)) return `${sign}${value}`;
      if (UNSIGNED.includes(type)) return `${value}`;
      if (type === "b" && value <= 1n) return `${value === 1n}`;
      if (type === "c" && value <= 0x10ffffn) {
        const character = String.fromCodePoint(Number(value));
        return `'${character.replace(/['\\]/, "\\$&")}'`;
      }
      return this.#reader.fail();
    });
  }

  #lifetime(): string {
    const index = this.#reader.base62();
    if (index === 0) return "'_";
    const depth = this.#bound - index;
    if (depth < 0) return this.#reader.fail();
    return lifetimeName(depth);
  }

  #binder(inner: () => string): string {
    const count = this.#reader.number("G");
    const names = Array.from(
      { length: Math.min(count, MAX_DEPTH) },
      (_, i) => lifetimeName(this.#bound + i),
    );
    this.#bound += count;
    const text = inner();
    this.#bound -= count;
    return count === 0 ? text : `for<${names.join(", ")}> ${text}`;
  }

  #back<T>(read: () => T): T {
    const start = this.#reader.at - 1;
    const target = this.#reader.base62();
    if (target >= start) return this.#reader.fail();
    const after = this.#reader.at;
    this.#reader.at = target;
    const result = read();
    this.#reader.at = after;
    return result;
  }

  #list<T>(item: () => T): T[] {
    const items: T[] = [];
    while (!this.#reader.takes("E")) items.push(item());
    return items;
  }

  #nested(read: () => string): string {
    if (++this.#depth > MAX_DEPTH) return this.#reader.fail();
    const text = read();
    this.#depth--;
    this.#made += text.length;
    return this.#made > MAX_LENGTH ? this.#reader.fail() : text;
  }
}

function lifetimeName(depth: number): string {
  return depth < 26 ? `'${String.fromCharCode(97 + depth)}` : `'_${depth}`;
}
