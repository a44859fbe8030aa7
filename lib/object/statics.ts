/**
 * Finds the statics of a file that a program can change, and the words by which
 * the code of a dylib reaches each of them, so that those can be made to tell
 * where another file has it. Pure.
 *
 * That works for code that reaches a static through such a word only: compiled
 * with {@linkcode THROUGH_WORDS}. What can be changed is told by the section:
 * rustc puts the rest among read-only data.
 *
 * Formats: <https://gitlab.com/x86-psABIs/x86-64-ABI> (relocations),
 * <https://www.akkadia.org/drepper/tls.pdf> (thread-local storage).
 */

import type { Elf, ElfSymbol } from "./elf.ts";
import { EM_AARCH64, EM_X86_64 } from "./machine.ts";
import { ownRelocations } from "./relocations.ts";

/**
 * What makes rustc, or rather LLVM, read the address of every static from the
 * global offset table; on Arm, `arm_statics.ts` does the rest. Its own purpose
 * is to leave room for bits in addresses.
 */
export const THROUGH_WORDS = "+tagged-globals";

/** Whether all threads have it in common. */
export type Storage = "static" | "thread";

/** A static that has a symbol. */
export interface Static {
  name: string;
  storage: Storage;
  /** Its address in the file, or its distance from the start of thread-locals. */
  value: number;
  size: number;
}

/** The kinds of words by which dylibs tell where their own statics are. */
interface WordKinds {
  /** An address. */
  relative: number;
  /** The first of two words that tell of a thread-local. */
  thread: number;
  /** Whether its distance is with the relocation, and not in the second. */
  hasDistance: boolean;
}

/** By the machine's number. */
const WORD_KINDS: ReadonlyMap<number, WordKinds> = new Map([
  // R_X86_64_RELATIVE and R_X86_64_DTPMOD64.
  [EM_X86_64, { relative: 8, thread: 16, hasDistance: false }],
  // R_AARCH64_RELATIVE and R_AARCH64_TLSDESC.
  [EM_AARCH64, { relative: 1027, thread: 1031, hasDistance: true }],
]);

const SHF_WRITE = 1;
const SHF_TLS = 0x400;
const WORD = 8;

/** The statics of a linked file that a program can change. */
export function staticsOf(
  elf: Elf,
  symbols: readonly ElfSymbol[] = elf.symbols(),
): Static[] {
  const storages = elf.sections.map((section) => {
    if ((section.flags & SHF_WRITE) === 0) return undefined;
    if ((section.flags & SHF_TLS) !== 0) return "thread";
    const name = elf.nameOf(section);
    return name === ".data" || name === ".bss" ? "static" : undefined;
  });
  return symbols.flatMap(({ name, kind, value, size, section }): Static[] => {
    if (kind !== "object" && kind !== "tls") return [];
    const storage = storages[section];
    if (storage === undefined || size === 0 || !isStatic(name)) return [];
    return [{ name, storage, value, size }];
  });
}

/**
 * Whether a symbol is that of a static, rather than of a constant or of what
 * LLVM has made of one.
 */
function isStatic(name: string): boolean {
  if (name.startsWith("_ZN")) return name.endsWith("E");
  if (name.startsWith("_R")) return !name.includes(".");
  return /^(?!__|_CHAUD)[A-Za-z_]\w*$/.test(name);
}

/** A word of a dylib by which its code reaches a static. */
export interface StaticWord {
  static: Static;
  /** Where it is; for a thread-local it is the first of two. */
  place: number;
  /** How far into the static it points. */
  offset: number;
}

/** The words by which a dylib's code reaches statics of its own. */
export function wordsOf(elf: Elf, statics: readonly Static[]): StaticWord[] {
  const kinds = WORD_KINDS.get(elf.machine);
  if (!kinds) return [];
  const of = (storage: Storage) =>
    statics.filter((each) => each.storage === storage)
      .sort((a, b) => a.value - b.value);
  const [common, perThread] = [of("static"), of("thread")];
  const words: StaticWord[] = [];
  const add = (from: Static[], value: number, place: number) => {
    const found = containing(from, value);
    if (!found) return;
    words.push({ static: found, place, offset: value - found.value });
  };
  const addresses = common.length > 0
    ? ownRelocations(elf, kinds.relative, true)
    : [];
  for (const { address, value } of addresses) add(common, value, address);
  const ofThread = perThread.length > 0
    ? ownRelocations(elf, kinds.thread)
    : [];
  for (const { address, value } of ofThread) {
    if (kinds.hasDistance) {
      add(perThread, value, address);
      continue;
    }
    const distance = elf.loadedBytes(address + WORD, WORD);
    if (distance.length < WORD) continue;
    const at = distance.byteOffset - elf.bytes.byteOffset;
    add(perThread, elf.u64(at), address);
  }
  return words;
}

/** The static that holds what is at an address; they are in order. */
function containing(
  statics: readonly Static[],
  value: number,
): Static | undefined {
  let [low, high] = [0, statics.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((statics[middle]?.value ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  const found = statics[low - 1];
  return found && value < found.value + found.size ? found : undefined;
}
