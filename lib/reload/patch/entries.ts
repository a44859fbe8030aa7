/**
 * Finds the functions of a patch that the running program has as well, so that
 * their old entries can be redirected to the new code: private ones, methods
 * and trait impls too. Pure.
 *
 * By name, as symbol tables give it. Legacy names hold a hash of the signature,
 * so a function of another signature is another function; the newer kind of
 * names (`_R…`) does not tell, so there every function of the same own name is
 * excepted. Neither tells how types are laid out.
 */

import type { AbiChanges } from "../../analysis/abi_changes.ts";
import { ownName } from "../../object/demangle/own_name.ts";
import type { Elf, ElfSymbol } from "../../object/elf.ts";
import { EM_AARCH64, EM_X86_64 } from "../../object/machine.ts";
import type { Binding, Redirection } from "../../program/patch_log.ts";
import type { BroughtStatics } from "./inherited_statics.ts";
import type { Loss } from "../../report/report.ts";

/** The functions of one loaded file, by symbol: where each copy starts. */
export type Entries = ReadonlyMap<string, readonly number[]>;

/** A loaded file and its functions. */
export interface Image {
  path: string;
  /** The functions that may still be redirected. */
  entries: Entries;
  /** Own names of functions whose code is that of others, too. */
  shared?: ReadonlySet<string>;
  /** Whether only what it offers to others has a name. */
  isStripped?: boolean;
}

/** A redirection, and the symbols of the functions that it is of. */
export interface NamedRedirection extends Redirection {
  symbols: string[];
}

/** What a patch takes over once it is live. */
export interface Takeover {
  redirections: NamedRedirection[];
  /** Symbols that old code's imports must not reach. */
  withheld: string[];
  /** The new code of each unit, by unit id. */
  images: Map<string, Image>;
  /** Symbols of all functions that it has code of, where entries are known. */
  functions?: string[];
  /** What the patch shares with what is loaded. */
  bindings: Binding[];
  /** The statics that each unit's new code has. */
  brought: BroughtStatics[];
  /** Symbols of constructors that the program did not begin with. */
  constructors?: string[];
  /** Sections that the linker gathers, and that it has otherwise. */
  sections?: string[];
  /** The paths of statics that start afresh, although the programs have a value. */
  afresh?: string[];
}

/**
 * What is never redirected: closures and async bodies (they are numbered, and
 * captures move), drop glue and shims (made from types, not from a body), the
 * code of allocators, whose statics hold what was allocated before, and what
 * announces the items of a file: those of the very file, when it returns.
 */
const NEVER =
  /\$u7b\$\$u7b\$closure\$u7d\$|drop_in_place|vtable\.shim|FnOnce.{1,4}call_once|GlobalAlloc|^_CHAUD_STAGE::|^main$|^_R.*N[CS][NIB]/;

/** What a function that can be redirected looks like around its start. */
interface Layout {
  /** How much there is before it. */
  room: number;
  bytes: readonly number[];
}

const ARM_NOP = [0x1f, 0x20, 0x03, 0xd5];
const LAYOUTS: ReadonlyMap<number, Layout> = new Map([
  // One-byte nops, and the nop it begins with.
  [EM_X86_64, { room: 14, bytes: [...new Array(14).fill(0x90), 0x66, 0x90] }],
  [EM_AARCH64, { room: 20, bytes: new Array(6).fill(ARM_NOP).flat() }],
]);

function isEntry(code: Uint8Array, bytes: readonly number[]): boolean {
  if (code.length !== bytes.length) return false;
  for (let at = 0; at < bytes.length; at++) {
    if (code[at] !== bytes[at]) return false;
  }
  return true;
}

/**
 * The functions that belong to some crates: by path, by type, as instances of
 * their generics, or with a name that the user chose.
 *
 * @param crates Names of the crates, as in paths.
 * @param elf The file that holds their code.
 */
export function entriesOf(
  symbols: Iterable<ElfSymbol>,
  crates: readonly string[],
  elf: Pick<Elf, "machine" | "loadedBytes">,
): { entries: Entries; shared: ReadonlySet<string> } {
  const entries = new Map<string, number[]>();
  const names = new Map<number, string>();
  const shared = new Set<string>();
  const isOwn = belongsTo(crates);
  const layout = LAYOUTS.get(elf.machine);
  if (!layout) return { entries, shared };
  const { room, bytes } = layout;
  for (const { name, kind, defined, value } of symbols) {
    if (kind !== "function" || !defined) continue;
    // First what costs least: a large crate has tens of thousands.
    if (!isEntry(elf.loadedBytes(value - room, bytes.length), bytes)) continue;
    // Most are instances of other crates' closures and glue.
    if (NEVER.test(name)) continue;
    if (!isOwn(name)) continue;
    const other = names.get(value);
    if (other !== undefined && other !== name) {
      shared.add(other).add(name);
      continue;
    }
    names.set(value, name);
    const known = entries.get(name);
    if (known) known.push(value);
    else entries.set(name, [value]);
  }
  // To lead one of them elsewhere would lead the others there.
  for (const name of shared) entries.delete(name);
  return { entries, shared: new Set([...shared].map(ownName)) };
}

/**
 * Tells which symbols belong to some crates, as `entriesOf` has it.
 *
 * @param crates Names of the crates, as in paths.
 */
export function belongsTo(
  crates: readonly string[],
): (symbol: string) => boolean {
  const own = {
    names: new Set(crates),
    lengths: new Set(crates.map(({ length }) => length)),
  };
  return (symbol) => !/^_ZN|^_R/.test(symbol) || isOfOne(symbol, own);
}

/** Names of crates, and their lengths. */
interface CrateNames {
  names: ReadonlySet<string>;
  lengths: ReadonlySet<number>;
}

const [ZERO, NINE, A, Z, UNDERSCORE] = [..."09az_"].map((character) =>
  character.charCodeAt(0)
) as [number, number, number, number, number];

/**
 * Whether a symbol names one of some crates: behind its length, as both kinds
 * of names do, or before `..`. Character by character, and no closure: a large
 * program has a hundred thousand, and what is called so often stays compiled.
 */
function isOfOne(symbol: string, { names, lengths }: CrateNames): boolean {
  let length = 0;
  for (let at = 0; at < symbol.length; at++) {
    const character = symbol.charCodeAt(at);
    if (character >= ZERO && character <= NINE) {
      length = length * 10 + character - ZERO;
      continue;
    }
    if (length === 0) continue;
    const end = at + length;
    if (lengths.has(length) && names.has(symbol.slice(at, end))) {
      const next = symbol.charCodeAt(end);
      if (!(next >= A && next <= Z || next === UNDERSCORE)) return true;
    }
    length = 0;
  }
  for (let at = symbol.indexOf(".."); at >= 0; at = symbol.indexOf("..", at)) {
    let start = at;
    while (isWord(symbol.charCodeAt(start - 1))) start--;
    if (lengths.has(at - start) && names.has(symbol.slice(start, at))) {
      return true;
    }
    at += 2;
  }
  return false;
}

/** Whether a character can be part of a name; before the first is none. */
function isWord(character: number): boolean {
  // In upper case as well.
  const letter = character | 0x20;
  return letter >= A && letter <= Z || character === UNDERSCORE ||
    character >= ZERO && character <= NINE;
}

/** Pairs the functions of a patch with those of older images. */
export function redirections(
  older: readonly Image[],
  patch: Image,
  changes: AbiChanges,
): NamedRedirection[] {
  return older.map(({ path, entries }) => {
    const pairs: [number, number][] = [];
    const symbols: string[] = [];
    for (const [name, [to]] of patch.entries) {
      const known = entries.get(name);
      if (to === undefined || !known || lossOf(name, changes)) continue;
      for (const from of known) pairs.push([from, to]);
      symbols.push(name);
    }
    return { image: path, patch: patch.path, pairs, symbols };
  }).filter(({ pairs }) => pairs.length > 0);
}

/** Whether an edit takes a function out of old code's reach. */
export function lossOf(
  symbol: string,
  { changedTypes, changedLayouts, changedSignatures, safeOnly }: AbiChanges,
): Loss | "signature" | undefined {
  if (changedTypes.length > 0) return "types";
  if (changedLayouts.size + changedSignatures.size === 0 && !safeOnly) {
    return undefined;
  }
  const name = ownName(symbol);
  if (changedLayouts.has(name) || safeOnly?.has(name) === false) {
    return "layout";
  }
  // Only legacy names hold a hash of the signature.
  if (symbol.startsWith("_ZN")) return undefined;
  // What has no name of its own may belong to a function that has changed.
  if (name === "") return "layout";
  return changedSignatures.has(name) ? "signature" : undefined;
}
