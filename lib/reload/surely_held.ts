/**
 * What of an edit would surely keep an old version, before anything is linked:
 * where a restart follows in any case, the running program is spared. Pure.
 */

import {
  type AlteredItem,
  heldStatics,
} from "../analysis/altered_functions.ts";
import { hasEntries, type Unit } from "../build/rustc/unit.ts";
import type { Held } from "../report/report.ts";
import type { Affected } from "./affected.ts";
import type { ReloadContext } from "./context.ts";
import { effectOf } from "./report.ts";

const ALL = { has: () => true };

/**
 * What is held however well the patch leads old code to the new.
 *
 * @param units What the patch would be of.
 * @param altered Functions that nobody edited, with other code.
 */
export function surelyHeld(
  { images, parsedFiles }: Pick<ReloadContext, "images" | "parsedFiles">,
  { items, changes, unusedValues }: Affected,
  units: readonly Unit[],
  altered: readonly AlteredItem[] = [],
): Held[] {
  const statics = items.filter(({ name }) => !unusedValues.includes(name));
  const { held } = effectOf({
    ...{ items, altered, changes, hotFunctions: [] },
    ...{ redirected: ALL, exported: ALL, lost: new Map(), barriers: [] },
    stored: images.stored,
    heldStatics: parsedFiles
      ? heldStatics(statics, parsedFiles, !units.every(hasEntries))
      : [],
  });
  // One that is called through a slot does go on.
  return held.filter(({ reason }) => reason !== "endless");
}
