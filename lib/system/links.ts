/**
 * Follows symbolic links, and says which ones lead to a file: whoever changes
 * one of them changes what the file holds. Never opens a file.
 */

import { dirname, join } from "@std/path";

/** Where a path leads. */
export interface Way {
  /** What is there in the end, without links. */
  place: string;
  /** The links on the way, first to last, each where it really is. */
  links: string[];
}

/** As many as the system follows. */
const MOST = 40;

/** Where a path leads; what is not there is taken for no link. */
export function wayOf(path: string): Way {
  const links: string[] = [];
  const ahead = path.split("/").reverse();
  let at = "/";
  while (ahead.length > 0) {
    const name = ahead.pop() ?? "";
    if (name === "" || name === ".") continue;
    if (name === "..") at = dirname(at);
    else {
      const next = join(at, name);
      const target = targetOf(next);
      if (target === undefined || links.length === MOST) at = next;
      else {
        links.push(next);
        if (target.startsWith("/")) at = "/";
        ahead.push(...target.split("/").reverse());
      }
    }
  }
  return { place: at, links };
}

/** Whether there is a link at a path, whatever leads there. */
export function isLink(path: string): boolean {
  try {
    return Deno.lstatSync(path).isSymlink;
  } catch {
    return false;
  }
}

/** Whether something is at a path, be it a link to nothing. */
export function isThere(path: string): boolean {
  try {
    return Boolean(Deno.lstatSync(path));
  } catch {
    return false;
  }
}

function targetOf(path: string): string | undefined {
  try {
    return isLink(path) ? Deno.readLinkSync(path) : undefined;
  } catch {
    return undefined;
  }
}
