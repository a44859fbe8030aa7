/**
 * Finds the functions that have other code in one object than in another: by
 * their bytes, and by what these refer to. Pure.
 *
 * A function that is called is told by its name, a constant by what it holds.
 * Where a panic is (its line and column) does not count.
 */

import {
  isNamed,
  mayBeLocation,
  relocationTables,
  sizeOfEach,
  STRINGS,
  textAt,
  WHERE,
} from "./code_sections.ts";
import { type Elf, type ElfSymbol, endOf, type Section } from "./elf.ts";
import {
  offsetOf,
  type Relocation,
  relocationsIn,
  symbolOf,
} from "./relocations.ts";

/** A function with other code. */
export interface AlteredFunction {
  /** Its symbol in the newer object. */
  symbol: string;
  /** Whether only constants that it uses are others. */
  byConstants: boolean;
}

/** What a relocation refers to. */
type Target =
  | { name: string; offset: number }
  | { section: Section; offset: number };

interface Reference {
  type: number;
  at: number;
  target: Target;
}

/**
 * The functions of an object that have other code in an older one of the same
 * part of a crate. Those that the older one lacks are none.
 *
 * @param isWanted Which functions to look at, by symbol.
 * @throws {ElfError} If one is damaged.
 */
export function alteredFunctions(
  before: Elf,
  after: Elf,
  isWanted: (symbol: string) => boolean,
): AlteredFunction[] {
  const was = new CodeView(before, isWanted);
  const is = new CodeView(after, isWanted);
  return [...is.functions].flatMap(([symbol, section]) => {
    const older = was.functionLike(symbol);
    if (!older || new Pairing(was, is).same(older, section)) return [];
    const byConstants = new Pairing(was, is, true).same(older, section);
    return [{ symbol, byConstants }];
  });
}

/** A symbol without the hash that a legacy name ends with. */
function withoutHash(symbol: string): string {
  return symbol.startsWith("_ZN")
    ? symbol.replace(/17h[0-9a-f]{16}E/, "E")
    : symbol;
}

/** One object, as its functions see it. */
class CodeView {
  readonly elf: Elf;
  /** The section of each function, by its symbol. */
  readonly functions = new Map<string, Section>();
  /** The same by its name without a hash, where only one has that. */
  readonly #alike = new Map<string, Section | undefined>();
  readonly #symbols: ElfSymbol[];
  /** What is known by name, by its section. */
  readonly #named = new Map<Section, ElfSymbol>();
  readonly #tables: ReadonlyMap<Section, Section>;

  constructor(elf: Elf, isWanted: (symbol: string) => boolean) {
    this.elf = elf;
    this.#symbols = elf.symbols();
    this.#tables = relocationTables(elf);
    for (const symbol of this.#symbols) {
      const section = symbol.defined && elf.sections[symbol.section];
      if (!section || !isNamed(symbol)) continue;
      this.#named.set(section, symbol);
      if (symbol.kind !== "function" || !isWanted(symbol.name)) continue;
      this.functions.set(symbol.name, section);
      const name = withoutHash(symbol.name);
      this.#alike.set(name, this.#alike.has(name) ? undefined : section);
    }
  }

  /** The function of a symbol, or the only one of its name: hashes change. */
  functionLike(symbol: string): Section | undefined {
    return this.functions.get(symbol) ?? this.#alike.get(withoutHash(symbol));
  }

  bytes(section: Section): Uint8Array {
    return this.elf.bytes.subarray(section.offset, endOf(section));
  }

  /** What a section refers to, in order. */
  references(section: Section): Reference[] {
    const table = this.#tables.get(section);
    if (!table) return [];
    return relocationsIn(this.elf, table).map((each) => ({
      type: each.type,
      at: each.place - section.offset,
      target: this.#target(each),
    }));
  }

  #target(relocation: Relocation): Target {
    const offset = offsetOf(this.elf.machine, relocation);
    const symbol = symbolOf(relocation, this.#symbols);
    if (!symbol) return { name: "", offset };
    const section = symbol.defined && this.elf.sections[symbol.section];
    if (!section) return { name: withoutHash(symbol.name), offset };
    const at = offset + symbol.value;
    const named = this.#named.get(section);
    return named
      ? { name: withoutHash(named.name), offset: at - named.value }
      : { section, offset: at };
  }
}

/** Compares what two objects hold. */
class Pairing {
  readonly #known = new Map<Section, Section>();

  /** @param anyConstants Whether constants of one size are the same. */
  constructor(
    readonly was: CodeView,
    readonly is: CodeView,
    readonly anyConstants = false,
  ) {}

  /** Whether two sections hold the same. */
  same(before: Section, after: Section): boolean {
    // What refers to itself is the same as far as it has been looked at.
    if (this.#known.get(before) === after) return true;
    this.#known.set(before, after);
    const [was, is] = [this.was.bytes(before), this.is.bytes(after)];
    const end = this.#isLocation(before) && this.#isLocation(after)
      ? WHERE
      : undefined;
    if (was.length !== is.length) return false;
    return sameBytes(was.subarray(0, end), is.subarray(0, end)) &&
      this.#sameReferences(before, after);
  }

  #sameReferences(before: Section, after: Section): boolean {
    const was = this.was.references(before);
    const is = this.is.references(after);
    return was.length === is.length && was.every((one, i) => {
      const other = is[i];
      return other !== undefined && one.type === other.type &&
        one.at === other.at && this.#sameTarget(one.target, other.target);
    });
  }

  #sameTarget(before: Target, after: Target): boolean {
    if ("name" in before || "name" in after) {
      return "name" in before && "name" in after &&
        before.name === after.name && before.offset === after.offset;
    }
    if (this.anyConstants) return true;
    const [was, is] = [before.section, after.section];
    if (was.flags !== is.flags) return false;
    if ((was.flags & STRINGS) !== 0) {
      return sameBytes(
        textAt(this.was.bytes(was), before.offset),
        textAt(this.is.bytes(is), after.offset),
      );
    }
    const size = sizeOfEach(this.is.elf, is);
    if (size === undefined) {
      return before.offset === after.offset && this.same(was, is);
    }
    const at = ({ offset }: { offset: number }) => offset - offset % size;
    return sameBytes(
      this.was.bytes(was).subarray(at(before), at(before) + size),
      this.is.bytes(is).subarray(at(after), at(after) + size),
    );
  }

  /** Whether a section holds where in the sources something is. */
  #isLocation(section: Section): boolean {
    if (!mayBeLocation(section)) return false;
    const view = this.was.elf.sections.includes(section) ? this.was : this.is;
    const [first, ...others] = view.references(section);
    if (first?.at !== 0 || others.length > 0) return false;
    if ("name" in first.target) return false;
    const text = view.bytes(first.target.section);
    const { offset } = first.target;
    const place = section.offset + 8;
    const path = text.subarray(offset, offset + view.elf.u64(place));
    return new TextDecoder().decode(path).endsWith(".rs");
  }
}

function sameBytes(some: Uint8Array, others: Uint8Array): boolean {
  if (some.length !== others.length) return false;
  for (let at = 0; at < some.length; at++) {
    if (some[at] !== others[at]) return false;
  }
  return true;
}
