/**
 * The stage that finds out whether the saved sources are what was live before:
 * then the program goes back to that code, and nothing is compiled.
 *
 * When in doubt it finds nothing. What is found is proven right by a compile
 * that runs later, behind everything else.
 */

import type { Base } from "../build/base.ts";
import type { ParsedFiles } from "../analysis/parsed_files.ts";
import type { Images, Takeover } from "./patch/entries.ts";
import { dylibSymbols, type Offer } from "./patch/dylib.ts";
import { Elf } from "../object/elf.ts";
import { digest, digestOfText, readBytes } from "../system/files.ts";
import type { AbiChanges } from "../analysis/abi_changes.ts";
import type { Affected } from "./affected.ts";
import { withheldSymbols } from "./patch/withheld.ts";
import type { Unit } from "../build/rustc/unit.ts";
import type { Return } from "./state/undo_history.ts";
import type { ReloadContext } from "./context.ts";
import type { Digest } from "./state/unit_state.ts";

/** Code that is live again once its files are loaded again. */
export interface Undo {
  returns: Return[];
  /** What each edited file holds. */
  contents: Map<string, Digest>;
  /** The units that run other code once they are. */
  units: Unit[];
  /** What the code offers to other crates, as far as that matters. */
  offered: Offer;
  takeover: Takeover;
}

/** What the stage works on. */
export type UndoContext =
  & Pick<
    ReloadContext,
    "state" | "parsedFiles" | "images"
  >
  & { base: Pick<Base, "shape" | "graph"> };

/** Finds code that is right for what the sources hold now. */
export async function undo(
  { base, state, parsedFiles, images }: UndoContext,
  { units, changes }: Pick<Affected, "units" | "changes">,
): Promise<Undo | undefined> {
  if (base.shape === "monolithic" || !parsedFiles || units.length === 0) return;
  await state.past.complete();
  // Nobody has watched files that were no part of any crate.
  for (const file of state.past.files.difference(state.files())) {
    state.note(file, await digest(file));
  }
  const contents = new Map(
    state.edited().map((file) => [file, state.contentOf(file)]),
  );
  const returns = state.past.find({
    units: units.map(({ id }) => id),
    content: (file) => state.contentOf(file),
    live: state.liveOf,
    isFree: isFree(changes),
  });
  const isKnown = ({ unit, path, isSame }: Return) =>
    isSame || images.canGoBack(unit, path);
  if (!returns?.some(({ isSame }) => !isSame)) return;
  if (!returns.every(isKnown)) return;
  if (!await areJudged(parsedFiles, contents)) return;
  const offered = await offerOf(returns, changes, images);
  const others = returns.filter(({ isSame }) => !isSame);
  const takeover = {
    redirections: others.flatMap(({ unit, path }) =>
      images.restorations(unit, path, changes)
    ),
    withheld: withheldSymbols(offered, changes),
    images: new Map(),
  };
  const changed = base.graph.order.filter(({ id }) =>
    others.some(({ unit }) => unit === id)
  );
  return { returns, contents, units: changed, offered, takeover };
}

/** Whether code of any time may call code of any other. */
function isFree(
  { changedTypes, changedLayouts, changedSignatures, safeOnly }: AbiChanges,
): boolean {
  return changedTypes.length + changedLayouts.size + changedSignatures.size ===
      0 && !safeOnly;
}

/**
 * What code that returns offers: where it does not matter that some signature
 * was another, what the last patch of its crate offered, which is known.
 */
async function offerOf(
  returns: readonly Return[],
  changes: AbiChanges,
  images: Images,
): Promise<Offer> {
  const isByName = changes.crossesCrates && changes.changedTypes.length === 0 &&
    !isFree(changes);
  const offers = await Promise.all(
    returns.map(async ({ unit, path }) =>
      isByName
        ? dylibSymbols(new Elf(await readBytes(path))).defined
        : images.offered.get(unit) ?? new Map()
    ),
  );
  return new Map(offers.flatMap((offer) => [...offer]));
}

/** Whether what was judged is what was noted: more may have been saved. */
async function areJudged(
  parsedFiles: ParsedFiles,
  contents: ReadonlyMap<string, Digest>,
): Promise<boolean> {
  for (const [file, content] of contents) {
    const text = parsedFiles.judgedText(file);
    if (text === undefined) continue;
    if (await digestOfText(text) !== content) {
      return false;
    }
  }
  return true;
}
