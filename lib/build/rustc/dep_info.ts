/**
 * Reads rustc's dep-info: which files a crate was compiled from. Pure.
 *
 * Format: Makefile rules as `rustc --emit=dep-info` writes them; spaces in
 * paths are escaped with a backslash, and nothing else is.
 */

import { resolve } from "@std/path";

/**
 * Lists the files that a crate was compiled from, `include_str!` targets too.
 *
 * @param text The dep-info file.
 * @param cwd The folder that relative paths refer to.
 * @returns Absolute paths, each once, in the order of the file.
 */
export function inputFiles(text: string, cwd: string): string[] {
  const files = new Set<string>();
  for (const line of text.split("\n")) {
    // The phony `file:` rules list every input, each alone on a line.
    const file = line.match(/^([^#\s].*):\s*$/)?.[1];
    if (file) files.add(resolve(cwd, file.replaceAll("\\ ", " ")));
  }
  return [...files];
}
