/**
 * Reads rustc's dep-info: which files a crate was compiled from. Pure.
 *
 * Format: Makefile rules as `rustc --emit=dep-info` writes them; spaces in
 * paths are escaped with a backslash, and nothing else is: not even line feeds.
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
  const rules = text.split(/^# /m)[0]?.trimEnd() ?? "";
  // The phony `file:` rules come last and list every input.
  const phony = rules.slice(rules.lastIndexOf("\n\n") + 1).trimStart();
  const isApart = phony !== rules;
  let name = "";
  for (const line of phony.split("\n")) {
    const isEnd = line.trimEnd().endsWith(":");
    name += isEnd ? line.trimEnd().slice(0, -1) : `${line}\n`;
    if (isEnd) files.add(resolve(cwd, name.replaceAll("\\ ", " ")));
    // The rules before them do not end so.
    if (isEnd || !isApart) name = "";
  }
  return [...files];
}
