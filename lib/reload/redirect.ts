/**
 * The stage that finds the old entries which a patch takes over, so that every
 * function of an unoptimised crate goes live, whoever calls it.
 */

import { type Base, baseFile } from "../build/base.ts";
import { hasEntries } from "../build/rustc/unit.ts";
import { Elf } from "../object/elf.ts";
import {
  entriesOf,
  type Image,
  redirections,
  type Takeover,
} from "./patch/entries.ts";
import { exists, readBytes } from "../system/files.ts";
import type { AbiChanges } from "../analysis/abi_changes.ts";
import { withheldSymbols } from "./patch/withheld.ts";
import type { ReloadContext } from "./context.ts";
import { type Offer, type Patch, readDylib } from "./patch/dylib.ts";

/** What the stage works on. */
type RedirectContext = Pick<ReloadContext, "base" | "images">;

/** Finds what the dylibs of a patch take over, and what they must not. */
export async function redirect(
  { base, images }: RedirectContext,
  patch: Patch,
  changes: AbiChanges,
  offered: Offer,
): Promise<Takeover> {
  const takeover: Takeover = {
    redirections: [],
    withheld: withheldSymbols(offered, changes),
    images: new Map(),
  };
  await Promise.all(patch.dylibs.map(async (dylib) => {
    const { path, unit } = dylib;
    const older = images.older(unit.id);
    // Code that the program did not begin with has entries too.
    if (older.length === 0 && !hasEntries(unit)) return;
    const elf = await readDylib(dylib);
    takeover.functions ??= [];
    const image = imageOf(base, path, elf, takeover.functions);
    takeover.images.set(unit.id, image);
    takeover.redirections.push(...redirections(older, image, changes));
  }));
  return takeover;
}

/** Reads which functions each file of the base holds: slow for large ones. */
export async function readBaseImages(
  { base, images }: RedirectContext,
): Promise<void> {
  for (const unit of base.graph.order) {
    if (!hasEntries(unit)) continue;
    const isInside = unit === base.bin || base.shape === "monolithic";
    const owner = isInside ? base.bin : unit;
    if (isInside && images.older(owner.id).length > 0) continue;
    const path = baseFile(base, unit);
    // rustc does not link a crate that the program never names.
    if (!await exists(path)) continue;
    const elf = new Elf(await readBytes(path));
    images.setBase(owner.id, imageOf(base, path, elf));
  }
}

function imageOf(
  { graph }: Base,
  path: string,
  elf: Elf,
  functions: string[] = [],
): Image {
  const crates = graph.order.map(({ crateName }) => crateName);
  const codeAt = elf.loadedBytes.bind(elf);
  const symbols = elf.symbols();
  for (const { name, kind, defined } of symbols) {
    if (kind === "function" && defined) functions.push(name);
  }
  return {
    path,
    ...entriesOf(symbols, crates, codeAt),
    isStripped: !elf.hasSymbolTable,
  };
}
