/**
 * Reads what an object is made of, as one who asks what an edit can reach: each
 * function and each static by its name, what it holds, and what it refers to.
 * Constants and vtables have no names that last, so they count as part of
 * whatever refers to them. Pure.
 *
 * Where a panic is (its line and column) does not count.
 */

import { Checksum } from "./checksum.ts";
import {
  ALLOCATED,
  ARRAYS,
  EXECUTABLE,
  isNamed,
  mayBeLocation,
  RELA,
  relocationTables,
  sizeOfEach,
  STRINGS,
  textAt,
  WHERE,
} from "./code_sections.ts";
import { type Elf, type ElfSymbol, endOf, type Section } from "./elf.ts";
import { offsetOf, relocationsIn, symbolOf } from "./relocations.ts";
import { type TestEntry, testNamesIn } from "./test_entries.ts";

/** One function or static, or several that stand in one section. */
export interface CodeNode {
  names: string[];
  /** Equal for equal contents, whatever else is in the object. */
  digest: string;
  /** The names that it refers to, by way of constants as well. */
  needs: ReadonlySet<string>;
}

/** All of one object. */
export interface ObjectCode {
  nodes: CodeNode[];
  /** What nothing in the object refers to by a name, such as initialisers. */
  loose: Pick<CodeNode, "digest" | "needs">[];
  /** What may be tests, by the texts that may be their names. */
  tests: TestEntry[];
}

interface Part {
  digest: string;
  needs: ReadonlySet<string>;
}

/** What one place of a section refers to. */
interface Reference {
  type: number;
  at: number;
  symbol: ElfSymbol | undefined;
  offset: number;
}

const NOBITS = 8;
/** What tells how to unwind: it follows from the code. */
const UNWINDING = /^\.(?:eh_frame|gcc_except_table)/;

/**
 * Reads an object.
 *
 * @throws {ElfError} If it is damaged.
 */
export function readObjectCode(elf: Elf): ObjectCode {
  return new Reader(elf).read();
}

class Reader {
  readonly #elf: Elf;
  readonly #symbols: ElfSymbol[];
  readonly #names = new Map<Section, string[]>();
  /** Where in its section what is called by a name begins. */
  readonly #starts = new Map<Section, number>();
  readonly #tables: ReadonlyMap<Section, Section>;
  readonly #parts = new Map<Section, Part>();
  readonly #open = new Set<Section>();
  /** How often a constant was found to refer to itself. */
  #circles = 0;
  /** Sections without a name that something refers to. */
  readonly #used = new Set<Section>();

  constructor(elf: Elf) {
    this.#elf = elf;
    this.#symbols = elf.symbols();
    this.#tables = relocationTables(elf);
    for (const symbol of this.#symbols) {
      const section = symbol.defined && elf.sections[symbol.section];
      if (!section || !isNamed(symbol)) continue;
      const known = this.#names.get(section);
      if (known) known.push(symbol.name);
      else {
        this.#names.set(section, [symbol.name]);
        this.#starts.set(section, symbol.value);
      }
    }
  }

  read(): ObjectCode {
    const nodes = [...this.#names].map(([section, names]): CodeNode => ({
      names,
      ...this.#part(section),
    }));
    const loose: Part[] = [];
    const tests: TestEntry[] = [];
    for (const section of this.#elf.sections) {
      if ((section.flags & ALLOCATED) === 0) continue;
      if (section.type === RELA || section.size === 0) continue;
      const name = this.#elf.nameOf(section);
      // The linker gathers these, and nobody refers to any one of them.
      if (ARRAYS.has(section.type) || /^[^.]/.test(name)) {
        loose.push(this.#part(section));
        continue;
      }
      if (this.#names.has(section) || UNWINDING.test(name)) continue;
      tests.push(...this.#testsIn(section));
      const isConstant = !this.#tables.has(section);
      if (this.#used.has(section) || isConstant) continue;
      loose.push(this.#part(section));
    }
    return { nodes, loose, tests };
  }

  #bytes(section: Section): Uint8Array {
    return section.type === NOBITS
      ? new Uint8Array()
      : this.#elf.bytes.subarray(section.offset, endOf(section));
  }

  /** What a section holds and needs. */
  #part(section: Section): Part {
    const known = this.#parts.get(section);
    if (known) return known;
    this.#open.add(section);
    const circles = this.#circles;
    const sum = new Checksum();
    const needs = new Set<string>();
    const bytes = this.#bytes(section);
    const references = this.#references(section);
    sum.number(section.size);
    sum.bytes(
      this.#isLocation(section, references) ? bytes.subarray(0, WHERE) : bytes,
    );
    for (const { type, at, symbol, offset } of references) {
      sum.number(type).number(at);
      this.#follow(symbol, offset, sum, needs);
    }
    this.#open.delete(section);
    const part = { digest: sum.text(), needs };
    // What refers to one that is still open is not known by itself.
    const isWhole = this.#circles === circles || this.#open.size === 0;
    if (isWhole) this.#parts.set(section, part);
    return part;
  }

  /** Adds what one reference leads to. */
  #follow(
    symbol: ElfSymbol | undefined,
    offset: number,
    sum: Checksum,
    needs: Set<string>,
  ): void {
    const section = symbol?.defined && this.#elf.sections[symbol.section];
    if (!symbol || !section) {
      sum.words(symbol?.name ?? "").number(offset);
      if (symbol) needs.add(symbol.name);
      return;
    }
    const at = symbol.value + offset;
    const names = this.#names.get(section);
    if (names) {
      const [name = ""] = names;
      sum.words(name).number(at - (this.#starts.get(section) ?? 0));
      needs.add(name);
      return;
    }
    this.#used.add(section);
    const constant = this.#constantAt(section, at, symbol);
    if (constant) {
      sum.bytes(constant);
      return;
    }
    sum.number(at);
    if (this.#open.has(section)) {
      this.#circles++;
      return;
    }
    const part = this.#part(section);
    sum.words(part.digest);
    for (const name of part.needs) needs.add(name);
  }

  /** The bytes of one of several constants that a section holds. */
  #constantAt(
    section: Section,
    at: number,
    symbol: ElfSymbol,
  ): Uint8Array | undefined {
    if (this.#tables.has(section)) return undefined;
    const bytes = this.#bytes(section);
    if ((section.flags & STRINGS) !== 0) return textAt(bytes, at);
    const each = sizeOfEach(this.#elf, section);
    const size = each ?? symbol.size;
    if (size === 0) return undefined;
    const start = each === undefined ? symbol.value : at - at % size;
    return bytes.subarray(start, start + size);
  }

  #references(section: Section): Reference[] {
    const table = this.#tables.get(section);
    if (!table) return [];
    return relocationsIn(this.#elf, table).map((each) => ({
      type: each.type,
      at: each.place - section.offset,
      symbol: symbolOf(each, this.#symbols),
      offset: offsetOf(this.#elf.machine, each),
    }));
  }

  /** Whether a section holds where in the sources something is. */
  #isLocation(
    section: Section,
    references: readonly Reference[],
  ): boolean {
    const [first, ...others] = references;
    if (!mayBeLocation(section)) return false;
    if (first?.at !== 0 || others.length > 0) return false;
    return this.#textAt(section, first)?.endsWith(".rs") ?? false;
  }

  /** The text that a reference leads to, if its length follows there. */
  #textAt(
    section: Section,
    { at, symbol, offset }: Reference,
  ): string | undefined {
    const target = symbol?.defined && this.#elf.sections[symbol.section];
    if (!symbol || !target || at + 16 > section.size) return undefined;
    const length = this.#elf.u64(section.offset + at + 8);
    const start = symbol.value + offset;
    if (length === 0 || start + length > target.size) return undefined;
    if (target.type === NOBITS || this.#tables.has(target)) return undefined;
    return new TextDecoder().decode(
      this.#bytes(target).subarray(start, start + length),
    );
  }

  /** What libtest is told of a test: its name, how it is to end, its code. */
  #testsIn(section: Section): TestEntry[] {
    if ((section.flags & EXECUTABLE) !== 0) return [];
    const references = this.#references(section);
    const texts = references.map((each) => this.#textAt(section, each));
    const names = testNamesIn(section.size, texts);
    if (names.length === 0) return [];
    const { digest, needs } = this.#part(section);
    if (needs.size === 0) return [];
    const bytes = this.#bytes(section);
    const places = new Set(references.map(({ at }) => at));
    const words: (number | undefined)[] = [];
    for (let at = 0; at + 4 <= bytes.length; at += 4) {
      const place = section.offset + at;
      const isFilledIn = places.has(at) || places.has(at - 4);
      words.push(
        isFilledIn ? undefined : this.#elf.view.getUint32(place, true),
      );
    }
    return names.map((name) => ({ name, digest, needs, words }));
  }
}
