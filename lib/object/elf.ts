/**
 * Reads ELF files: sections, segments and symbols of a dylib or object, and
 * the RUNPATH of an executable. Their relocations are read in
 * `relocations.ts`. 64-bit little-endian only, which is every platform the
 * runtime supports.
 *
 * Format: System V ABI, <https://refspecs.linuxfoundation.org/elf/gabi4+/contents.html>.
 * Whatever the bytes are, it reads them or throws an `ElfError`.
 */

import { ElfError, ElfView } from "./elf_view.ts";

export { ElfError } from "./elf_view.ts";

/** One entry of a symbol table. */
export interface ElfSymbol {
  name: string;
  /** Whether the file defines it, rather than needing it from elsewhere. */
  defined: boolean;
  binding: "local" | "global" | "weak";
  kind: "none" | "object" | "function" | "section" | "file" | "tls" | "other";
  /** Its address, or its offset in a section or the thread-local segment. */
  value: number;
  size: number;
  /** The index of the section that it stands in, if it does. */
  section: number;
  /** Where in the file its entry is. */
  place: number;
}

/** The initial image of an executable's thread-locals. */
export interface ThreadLocalSegment {
  address: number;
  size: number;
  align: number;
}

interface Segment {
  offset: number;
  address: number;
  inFile: number;
  size: number;
  align: number;
}

/** One entry of the dynamic section. */
export interface DynamicEntry {
  tag: number;
  value: number;
  /** Where in the file it is. */
  place: number;
}

/** One section. */
export interface Section {
  /** Where its name is among those of sections. */
  nameAt: number;
  type: number;
  flags: number;
  /** Where it is once it is loaded. */
  address: number;
  offset: number;
  size: number;
  /** Another one that belongs to it, e.g. the strings of symbols. */
  link: number;
  /** What it is about, e.g. the section that relocations apply to. */
  info: number;
}

const SHT_SYMTAB = 2;
const PT_LOAD = 1;
const PT_INTERP = 3;
const PT_TLS = 7;
const SHT_DYNAMIC = 6;
const SHT_DYNSYM = 11;
const DT_RPATH = 15;
const DT_RUNPATH = 29;
const KINDS: ElfSymbol["kind"][] = [
  "none",
  "object",
  "function",
  "section",
  "file",
  "other",
  "tls",
];

/** A view of one ELF file held in memory. */
export class Elf {
  /** The whole file. */
  readonly bytes: Uint8Array;
  readonly view: ElfView;
  readonly sections: readonly Section[];
  #loaded: Segment[] | undefined;

  /**
   * @param bytes The whole file.
   * @throws {ElfError} If it is not 64-bit little-endian ELF, or cut short.
   */
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = new ElfView(
      bytes.buffer,
      bytes.byteOffset,
      bytes.byteLength,
    );
    const magic = [0x7f, 0x45, 0x4c, 0x46, 2, 1];
    if (bytes.length < 64 || magic.some((byte, i) => bytes[i] !== byte)) {
      throw new ElfError("not a 64-bit little-endian ELF file");
    }
    this.sections = this.#readSections();
  }

  /** The dynamic symbols: what a dylib offers to and needs from others. */
  dynamicSymbols(): ElfSymbol[] {
    return this.#symbols(SHT_DYNSYM);
  }

  /** Whether it has a full symbol table. */
  get hasSymbolTable(): boolean {
    return this.sections.some(({ type }) => type === SHT_SYMTAB);
  }

  /** The full symbol table, local symbols included; empty when stripped. */
  symbols(): ElfSymbol[] {
    return this.#symbols(SHT_SYMTAB);
  }

  /** The folders of RUNPATH (or the older RPATH), in order. */
  runPath(): string[] {
    const strings = this.sections[this.#dynamic()?.link ?? -1];
    const entry = this.dynamicEntries()
      .find(({ tag }) => tag === DT_RUNPATH || tag === DT_RPATH);
    if (!strings || !entry) return [];
    const text = this.text(strings, entry.value);
    return text.split(":").filter((folder) => folder !== "");
  }

  /** What the dynamic loader is told. */
  dynamicEntries(): DynamicEntry[] {
    const { offset = 0, size = 0 } = this.#dynamic() ?? {};
    return Array.from({ length: Math.floor(size / 16) }, (_, i) => {
      const place = offset + i * 16;
      return { tag: this.u64(place), value: this.u64(place + 8), place };
    });
  }

  #dynamic(): Section | undefined {
    return this.sections.find(({ type }) => type === SHT_DYNAMIC);
  }

  /** The machine's number. */
  get machine(): number {
    return this.view.getUint16(18, true);
  }

  /** Where an executable's thread-locals start out, if it has any. */
  threadLocalSegment(): ThreadLocalSegment | undefined {
    const segment = this.#segments(PT_TLS).next().value;
    if (!segment) return undefined;
    const { address, size, align } = segment;
    return { address, size, align };
  }

  /** Whether a dynamic loader starts it: without one nothing can be loaded. */
  get isDynamic(): boolean {
    return this.interpreter() !== undefined;
  }

  /** The dynamic loader that starts it, if one does. */
  interpreter(): string | undefined {
    const { offset, inFile } = this.#segments(PT_INTERP).next().value ?? {};
    if (offset === undefined || inFile === undefined) return undefined;
    const path = this.bytes.subarray(offset, offset + inFile);
    return decoder.decode(path).replace(/\0.*$/s, "");
  }

  /** What is at an address once the file is loaded; empty if not from the file. */
  loadedBytes(address: number, length: number): Uint8Array {
    this.#loaded ??= [...this.#segments(PT_LOAD)];
    for (const segment of this.#loaded) {
      const at = address - segment.address;
      if (at < 0 || at + length > segment.inFile) continue;
      const start = segment.offset + at;
      return this.bytes.subarray(start, start + length);
    }
    return new Uint8Array();
  }

  *#segments(type: number): Generator<Segment> {
    const start = this.u64(32);
    const size = this.view.getUint16(54, true);
    const count = this.view.getUint16(56, true);
    for (let i = 0; i < count; i++) {
      const at = start + i * size;
      if (this.view.getUint32(at, true) !== type) continue;
      yield {
        offset: this.u64(at + 8),
        address: this.u64(at + 16),
        inFile: this.u64(at + 32),
        size: this.u64(at + 40),
        align: this.u64(at + 48),
      };
    }
  }

  #readSections(): Section[] {
    const start = this.u64(40);
    const size = this.view.getUint16(58, true);
    const count = this.view.getUint16(60, true);
    const view = this.view;
    if (count > 0 && (size < 64 || !view.has(start, size * count))) {
      throw new ElfError("the section table lies outside the file");
    }
    return Array.from({ length: count }, (_, index): Section => {
      const at = start + index * size;
      const type = view.getUint32(at + 4, true);
      const section = {
        nameAt: view.getUint32(at, true),
        type,
        flags: view.getUint32(at + 8, true),
        address: this.u64(at + 16),
        offset: this.u64(at + 24),
        size: this.u64(at + 32),
        link: view.getUint32(at + 40, true),
        info: view.getUint32(at + 44, true),
      };
      const hasBytes = type !== 8 && type !== 0; // NOBITS and NULL have none
      if (hasBytes && !view.has(section.offset, section.size)) {
        throw new ElfError("a section lies outside the file");
      }
      return section;
    });
  }

  #symbols(type: number): ElfSymbol[] {
    const table = this.sections.find((section) => section.type === type);
    const strings = table && this.sections[table.link];
    if (!table || !strings) return [];
    const symbols: ElfSymbol[] = [];
    const name = this.#names(strings);
    for (let at = table.offset + 24; at + 24 <= endOf(table); at += 24) {
      const info = this.view.getUint8(at + 4);
      const binding = info >> 4;
      const section = this.view.getUint16(at + 6, true);
      symbols.push({
        name: name(this.view.getUint32(at, true)),
        defined: section !== 0,
        binding: binding === 0 ? "local" : binding === 2 ? "weak" : "global",
        kind: KINDS[info & 15] ?? "other",
        value: this.u64(at + 8),
        size: this.u64(at + 16),
        section,
        place: at,
      });
    }
    return symbols;
  }

  /** Reads many names: decoding all of them at once is several times faster. */
  #names(strings: Section): (offset: number) => string {
    const bytes = this.bytes.subarray(strings.offset, endOf(strings));
    const text = decoder.decode(bytes);
    if (text.length !== bytes.length) {
      return (offset) => this.text(strings, offset);
    }
    return (offset) => {
      const stop = text.indexOf("\0", offset);
      return text.slice(offset, stop < 0 ? undefined : stop);
    };
  }

  /** A section's name. */
  nameOf(section: Section): string {
    const names = this.sections[this.view.getUint16(62, true)];
    return names ? this.text(names, section.nameAt) : "";
  }

  /** A string of a section that holds such. */
  text(strings: Section, offset: number): string {
    const start = strings.offset + offset;
    const last = Math.min(endOf(strings), this.bytes.length);
    let stop = start;
    while (stop < last && this.bytes[stop] !== 0) stop++;
    return decoder.decode(this.bytes.subarray(start, stop));
  }

  /** A word of 64 bits. */
  u64(at: number): number {
    return this.view.getWord(at);
  }
}

const decoder = new TextDecoder();

/** Where a section ends in the file. */
export function endOf(section: Section): number {
  return section.offset + section.size;
}
