/** The words that newer symbols are made of, read one after the other. Pure. */

import { decodePunycode } from "./punycode.ts";

/** Thrown when a symbol is not well-formed, or newer than this module. */
export class UnknownSymbolError extends Error {
  override name = "UnknownSymbolError";
}

/** A symbol and how far it was read. */
export class SymbolReader {
  /** The place that is read next. */
  at = 0;
  readonly #text: string;

  /** @param text The symbol without its prefix. */
  constructor(text: string) {
    this.#text = text;
  }

  /** Whether nothing is left. */
  get isOver(): boolean {
    return this.at === this.#text.length;
  }

  /** A name. */
  identifier(): string {
    const isPunycode = this.takes("u");
    const [digits] = /^(?:0|[1-9]\d*)/.exec(this.#text.slice(this.at)) ?? [];
    if (digits === undefined) return this.fail();
    this.at += digits.length;
    this.takes("_");
    const text = this.#text.slice(this.at, this.at += Number(digits));
    if (text.length !== Number(digits)) return this.fail();
    return isPunycode ? decodePunycode(text) ?? this.fail() : text;
  }

  /** An optional number behind a tag: absent is 0, `<tag>_` is 1. */
  number(tag: string): number {
    return this.takes(tag) ? this.base62() + 1 : 0;
  }

  /** A number that ends with `_`. */
  base62(): number {
    if (this.takes("_")) return 0;
    let value = 0;
    for (; !this.takes("_"); this.at++) {
      const digit =
        "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
          .indexOf(this.#text[this.at] ?? " ");
      if (digit < 0) return this.fail();
      value = value * 62 + digit;
    }
    return value + 1;
  }

  /** A number that ends with `_`. */
  hexadecimal(): bigint {
    const [, digits] = /^([0-9a-f]*)_/.exec(this.#text.slice(this.at)) ?? [];
    if (digits === undefined) return this.fail();
    this.at += digits.length + 1;
    return BigInt(`0x0${digits}`);
  }

  /** Goes past a character if it is the next. */
  takes(character: string): boolean {
    if (this.#text[this.at] !== character) return false;
    this.at++;
    return true;
  }

  /** The next character. */
  next(): string {
    return this.#text[this.at++] ?? this.fail();
  }

  /** Gives up. */
  fail(): never {
    throw new UnknownSymbolError(`Cannot read a symbol at ${this.at}`);
  }
}
