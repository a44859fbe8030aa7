/**
 * The stage that finds out whether the saved sources are what was live before:
 * then the program goes back to that code, and nothing is compiled.
 *
 * When in doubt it finds nothing. What is found is proven right by a compile
 * that runs later, behind everything else.
 */

import type { Base } from "../build/base.ts";
import type { Takeover } from "./patch/entries.ts";
import type { Images } from "./state/images.ts";
import { dylibSymbols, type Offer } from "./patch/dylib.ts";
import { Elf } from "../object/elf.ts";
import { readBytes } from "../system/files.ts";
import type { AbiChanges } from "../analysis/abi_changes.ts";
import type { Affected } from "./affected.ts";
import { withheldSymbols } from "./patch/withheld.ts";
import type { Unit } from "../build/rustc/unit.ts";
import type { Return } from "./state/undo_history.ts";
import type { ReloadContext } from "./context.ts";
import type { BuildState } from "./state/build_state.ts";
import type { Content } from "./state/file_contents.ts";

/** Code that is live again once its files are loaded again. */
export interface Undo {
  returns: Return[];
  /** What each edited file holds. */
  contents: ReadonlyMap<string, Content>;
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
  { units, changes, contents }: Pick<
    Affected,
    "units" | "changes" | "contents"
  >,
): Promise<Undo | undefined> {
  if (base.shape === "monolithic" || !parsedFiles || units.length === 0) return;
  await state.history.complete();
  // Nobody has watched files that were no part of any crate.
  for (const file of state.history.files.difference(state.files())) {
    await state.contents.read(file);
  }
  const returns = state.history.find({
    units: units.map(({ id }) => id),
    content: (file) => state.contents.latest(file)?.digest,
    live: state.liveOf,
    isFree: isFree(changes),
  });
  const isKnown = ({ unit, path, isSame }: Return) =>
    isSame || images.canGoBack(unit, path);
  if (!returns?.some(({ isSame }) => !isSame)) return;
  if (!returns.every(isKnown)) return;
  // More may have been saved since they were judged.
  if (!areLatest(contents, state)) return;
  const offered = await offerOf(returns, changes, images);
  const others = returns.filter(({ isSame }) => !isSame);
  const takeover = {
    redirections: others.flatMap(({ unit, path }) =>
      images.restorations(unit, path, changes)
    ),
    withheld: withheldSymbols(offered, changes),
    images: new Map(),
    // What returns was bound when it was loaded.
    bindings: [],
    brought: [],
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

/** Whether what was judged is what the edited files hold. */
function areLatest(
  judged: ReadonlyMap<string, Content>,
  state: BuildState,
): boolean {
  const edited = state.edited();
  return edited.length === judged.size &&
    edited.every((file) => {
      const content = judged.get(file);
      return content !== undefined &&
        content.digest === state.contents.latest(file)?.digest;
    });
}
