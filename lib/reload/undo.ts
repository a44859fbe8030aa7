/**
 * The stage that finds out whether the saved sources are what was live before:
 * then the program goes back to that code, and nothing is compiled.
 *
 * When in doubt it finds nothing. What is found is proven right by a compile
 * that runs later, behind everything else.
 */

import { type Base, baseFile } from "../build/base.ts";
import type { ParsedFiles } from "../analysis/parsed_files.ts";
import type { Images } from "./patch/entries.ts";
import { type Offer, patchSymbols } from "./check.ts";
import { Elf } from "../object/elf.ts";
import { digest, digestOfText, exists, readBytes } from "../system/files.ts";
import type { AbiChanges } from "../analysis/abi_changes.ts";
import type { Affected } from "./affected.ts";
import { withheldSymbols } from "./patch/withheld.ts";
import type { Return } from "./state/undo_history.ts";
import type { BuildState } from "./state/build_state.ts";
import type { Digest } from "./state/unit_state.ts";

/** Code that is live again once its files are loaded again. */
export interface Undo {
  returns: Return[];
  /** What each edited file holds. */
  contents: Map<string, Digest>;
  /** What the code offers to other crates, as far as that matters. */
  offered: Offer;
  /** Symbols that other code must not take from it. */
  kept: string[];
}

/** What the stage works on. */
export interface UndoOptions {
  base: Pick<Base, "shape">;
  sources: BuildState;
  edits: ParsedFiles | undefined;
  images: Images;
}

/** Notes which files hold the code that a program begins with. */
export async function noteBeginning(
  base: Base,
  sources: BuildState,
): Promise<void> {
  // Inside one executable, code that stays is not told from code that goes.
  if (base.shape === "monolithic") return;
  for (const unit of base.graph.order) {
    const path = baseFile(base, unit);
    // rustc does not link a crate that the program never names.
    if (await exists(path)) sources.past.began(unit.id, path);
  }
}

/** Finds code that is right for what the sources hold now. */
export async function undo(
  { base, sources, edits, images }: UndoOptions,
  { units, guard }: Pick<Affected, "units" | "guard">,
): Promise<Undo | undefined> {
  if (base.shape === "monolithic" || !edits || units.length === 0) return;
  await sources.past.complete();
  // Nobody has watched files that were no part of any crate.
  for (const file of sources.past.files.difference(sources.files())) {
    sources.note(file, await digest(file));
  }
  const contents = new Map(
    sources.edited().map((file) => [file, sources.contentOf(file)]),
  );
  const returns = sources.past.find({
    units: units.map(({ id }) => id),
    content: (file) => sources.contentOf(file),
    live: sources.liveOf,
    isFree: isFree(guard),
  });
  const isKnown = ({ unit, path, isSame }: Return) =>
    isSame || images.canGoBack(unit, path);
  if (!returns?.some(({ isSame }) => !isSame)) return;
  if (!returns.every(isKnown)) return;
  if (!await areJudged(edits, contents)) return;
  const offered = await offerOf(returns, guard, images);
  return { returns, contents, offered, kept: withheldSymbols(offered, guard) };
}

/** Whether code of any time may call code of any other. */
function isFree({ barriers, except, resigned, only }: AbiChanges): boolean {
  return barriers.length + except.size + resigned.size === 0 && !only;
}

/**
 * What code that returns offers: where it does not matter that some signature
 * was another, what the last patch of its crate offered, which is known.
 */
async function offerOf(
  returns: readonly Return[],
  guard: AbiChanges,
  images: Images,
): Promise<Offer> {
  const isByName = guard.isSeen && guard.barriers.length === 0 &&
    !isFree(guard);
  const offers = await Promise.all(
    returns.map(async ({ unit, path }) =>
      isByName
        ? patchSymbols(new Elf(await readBytes(path))).defined
        : images.offered.get(unit) ?? new Map()
    ),
  );
  return new Map(offers.flatMap((offer) => [...offer]));
}

/** Whether what was judged is what was noted: more may have been saved. */
async function areJudged(
  edits: ParsedFiles,
  contents: ReadonlyMap<string, Digest>,
): Promise<boolean> {
  for (const [file, content] of contents) {
    const text = edits.judgedText(file);
    if (text === undefined) continue;
    if (await digestOfText(text) !== content) {
      return false;
    }
  }
  return true;
}
