/**
 * What is said of edited functions that keep an old version somewhere, and why.
 * Never prints anything. Pure.
 */

import { relative } from "@std/path";
import type { Held } from "./report.ts";
import type { RestartPolicy } from "./restart.ts";
import { atStart } from "./static_messages.ts";
import { few } from "./wording.ts";

/** Said about edited functions that keep an old version somewhere. */
export function heldBack(
  { functions, reason, barriers }: Held,
  root: string,
  policy: RestartPolicy = "never",
): string {
  const names = few(functions);
  const what = few(barriers.map((name) => shown(name, root)));
  // Where one follows, it need not be asked for.
  const remedy = policy === "auto" ? "" : "; a restart ends that";
  switch (reason) {
    case "types":
      return `${what} changed: ${OLD_CODE} ${
        names ? `with the old ${names}` : "as it was"
      }${remedy}`;
    case "past":
      return `${what} changed earlier: code from before that goes on with ` +
        `the old ${names}${remedy}`;
    case "layout":
      return `${OLD_CODE} with the old ${names}: a future or closure may be ` +
        `laid out in another way${remedy}`;
    case "entries":
      return `${names} can still run as before where its own crate calls it: ` +
        `mark it \`#[chaud::hot]\``;
    case "loop":
      return `${names} can still run as before where a loop of its own crate ` +
        `calls it: mark it \`#[chaud::hot]\``;
    case "single":
      return `${names} can still run as before: in one executable, calls are ` +
        `direct; mark it \`#[chaud::hot]\`, or start with \`chaud run\``;
    case "stripped":
      return `${names} can still run as before: the program was stripped of ` +
        `its symbols, so nobody can tell`;
    case "shared":
      return `${names} goes on as before: other functions share its code; ` +
        `link without identical code folding (\`--icf\`)`;
    case "endless":
      return `${names} loops for ever: where it is running, it goes on as it was`;
    case "once":
    case "initialiser":
    case "section":
      return atStart(reason, names || what);
    case "closures":
      return `what ${names} made before this save goes on as it was: a ` +
        `closure or future that something may hold${remedy}`;
    case "stored":
      return `something may hold ${names} with the old signature: a table, a ` +
        `callback${remedy}`;
    case "address":
      return `something may hold the old ${names} by its address: a table, a ` +
        `trait object, a callback${remedy}`;
    case "callers":
      return `${OLD_CODE} to call ${names} with the old signature${remedy}`;
    case "replaced":
      return `${names} is another one now: ${OLD_CODE} with the old one${remedy}`;
    case "running":
      return `${names} is running: its change shows after a restart`;
  }
}

const OLD_CODE = "code from before this save goes on";

/** What changed is named by item, or by file where no item is known. */
function shown(name: string, root: string): string {
  return name.startsWith("/") ? relative(root, name) : name;
}
