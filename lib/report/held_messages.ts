/** What the driver says of functions and values that stay what they were. Pure. */

import { relative } from "@std/path";
import type { Held } from "./report.ts";
import { quoted } from "./reload_messages.ts";

/** Said about edited functions that keep an old version somewhere. */
export function heldBack(
  { functions, reason, barriers }: Held,
  root: string,
): string {
  const names = quoted(functions);
  const what = quoted(barriers.map((name) => shown(name, root)));
  switch (reason) {
    case "types":
      return `${what} changed: ${OLD_CODE} ${
        names ? `with the old ${names}` : "as it was"
      }${REMEDY}`;
    case "past":
      return `${what} changed earlier: code from before that goes on with ` +
        `the old ${names}${REMEDY}`;
    case "layout":
      return `${OLD_CODE} with the old ${names}: a future or closure may be ` +
        `laid out in another way${REMEDY}`;
    case "entries":
      return `${names} can still run as before where its own crate calls it: ` +
        `mark it \`#[chaud::hot]\``;
    case "endless":
      return `${names} loops for ever: where it is running, it goes on as it was`;
    case "running":
      return `${names} is running: its change shows after a restart`;
  }
}

const OLD_CODE = "code from before this save goes on";
const REMEDY = "; a restart ends that";

/** What changed is named by item, or by file where no item is known. */
function shown(name: string, root: string): string {
  return name.startsWith("/") ? relative(root, name) : name;
}

/** Said about a static that keeps its value, where that has another type now. */
export function keptValue(
  { name, type, of }: { name: string; type: string; of: readonly string[] },
): string {
  const has = of.length === 1 ? "has" : "have";
  return `${name}: ${type}: ${quoted(of)} ${has} changed`;
}
