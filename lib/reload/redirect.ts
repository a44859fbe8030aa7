/**
 * The stage that finds the old entries which a patch takes over, so that every
 * function of an unoptimised crate goes live, whoever calls it.
 */

import { type Base, baseFile, ownerOf } from "../build/base.ts";
import { hasEntries } from "../build/rustc/unit.ts";
import { Elf, type ElfSymbol } from "../object/elf.ts";
import {
  entriesOf,
  type Image,
  redirections,
  type Takeover,
} from "./patch/entries.ts";
import { exists, readBytes } from "../system/files.ts";
import type { AbiChanges } from "../analysis/abi_changes.ts";
import { withheldSymbols } from "./patch/withheld.ts";
import { Refusal } from "../report/refusal.ts";
import { demangle } from "../object/demangle/demangle.ts";
import {
  gatheredSections,
  strayingSections,
} from "../object/gathered_sections.ts";
import { constructorsOf } from "../object/initialisers.ts";
import { staticsOf } from "../object/statics.ts";
import type {
  BoundStatics,
  InheritedStatics,
} from "./patch/inherited_statics.ts";
import type { ReloadContext } from "./context.ts";
import {
  type Dylib,
  type Offer,
  type Patch,
  readDylib,
} from "./patch/dylib.ts";

/** What the stage works on. */
type RedirectContext = Pick<ReloadContext, "base" | "images">;
/** What is read of the base, and by what. */
type BaseContext = Pick<
  ReloadContext,
  "base" | "build" | "images" | "statics"
>;

/** What is known of a patch. */
export interface RedirectOptions {
  changes: AbiChanges;
  /** What it offers to other crates. */
  offered: Offer;
  /** By unit, statics whose values the new code goes on with. */
  inherited: ReadonlyMap<string, InheritedStatics>;
}

/**
 * Finds what the dylibs of a patch take over, what they share, and what they
 * must not give to old code.
 *
 * @throws {Refusal} `type`, if a static would be larger or smaller than the one
 *   whose value it is to go on with.
 */
export async function redirect(
  { base, images }: RedirectContext,
  patch: Patch,
  { changes, offered, inherited }: RedirectOptions,
): Promise<Takeover> {
  const takeover: Takeover = {
    redirections: [],
    withheld: withheldSymbols(offered, changes),
    images: new Map(),
    bindings: [],
    brought: [],
  };
  await Promise.all(patch.dylibs.map(async (dylib) => {
    const { path, unit } = dylib;
    const older = images.older(unit.id);
    const statics = inherited.get(unit.id);
    // Code that the program did not begin with has entries too.
    const isEntered = older.length > 0 || hasEntries(unit);
    if (!statics && !isEntered) return;
    const elf = await readDylib(dylib);
    const symbols = elf.symbols();
    takeover.constructors = [
      ...takeover.constructors ?? [],
      ...images.newConstructors(unit.id, constructorsOf(elf, symbols)),
    ];
    takeover.sections = [
      ...takeover.sections ?? [],
      ...strayingSections(
        images.gatheredOf(unit.id),
        gatheredSections(elf, symbols),
        base.shape === "split",
      ),
    ];
    if (statics) share(dylib, statics.bind(dylib, elf, symbols), takeover);
    if (!isEntered) return;
    takeover.functions ??= [];
    for (const { name, kind, defined } of symbols) {
      if (kind === "function" && defined) takeover.functions.push(name);
    }
    const image = imageOf(base, path, elf, symbols);
    takeover.images.set(unit.id, image);
    takeover.redirections.push(...redirections(older, image, changes));
  }));
  return takeover;
}

/** Notes what binds the statics of a dylib to those that the programs have. */
function share(
  { path: image, unit }: Dylib,
  { bindings, resized, statics, fresh, afresh }: BoundStatics,
  takeover: Takeover,
): void {
  if (resized.length > 0) {
    throw new Refusal("type", resized.map((symbol) => demangle(symbol)));
  }
  takeover.bindings.push(...bindings);
  takeover.afresh = [...takeover.afresh ?? [], ...afresh];
  takeover.brought.push({ unit: unit.id, image, statics, fresh });
}

/** Reads which functions and statics each file of the base holds: slow for large ones. */
export async function readBaseImages(
  { base, build, images, statics }: BaseContext,
): Promise<void> {
  const owners = Map.groupBy(base.graph.order, (unit) => ownerOf(base, unit));
  for (const [owner, units] of owners) {
    const areEntered = units.some(hasEntries);
    if (!areEntered && !build.inheritsStatics) continue;
    const path = baseFile(base, owner);
    // rustc does not link a crate that the program never names.
    if (!await exists(path)) continue;
    const elf = new Elf(await readBytes(path));
    const symbols = elf.symbols();
    const unit = owner.id;
    if (elf.hasSymbolTable) {
      images.setConstructors(unit, constructorsOf(elf, symbols));
      images.setGathered(unit, gatheredSections(elf, symbols));
    }
    if (areEntered) images.setBase(unit, imageOf(base, path, elf, symbols));
    if (!build.inheritsStatics) continue;
    const found = staticsOf(elf, symbols);
    statics.addBase({ unit, image: path, statics: found, fresh: new Set() });
  }
}

/** The functions of a file of the base or of a patch. */
export function imageOf(
  { graph }: Base,
  path: string,
  elf: Elf,
  symbols: readonly ElfSymbol[],
): Image {
  const crates = graph.order.map(({ crateName }) => crateName);
  return {
    path,
    ...entriesOf(symbols, crates, elf),
    isStripped: !elf.hasSymbolTable,
  };
}
