/**
 * Learns what edits are judged by: the sources as the base was built from them,
 * and what its files have. Never judges any.
 */

import { ParsedFiles } from "../analysis/parsed_files.ts";
import type { ReloadContext } from "./context.ts";
import { readBaseImages } from "./redirect.ts";

/** Reads both; the grammar, which is large, is loaded by then. */
export async function readBase(context: ReloadContext): Promise<ParsedFiles> {
  const { loadRustParser } = await import("../analysis/grammar.ts");
  const parser = await loadRustParser();
  const texts = context.state.contents.baselineTexts();
  context.parsedFiles = new ParsedFiles(parser, texts);
  await readBaseImages(context);
  return context.parsedFiles;
}
