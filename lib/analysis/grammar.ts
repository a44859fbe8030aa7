/**
 * Loads the Rust grammar. The one file here that reaches outside: the parser's
 * WebAssembly modules are read from the npm cache, which needs read permission.
 */

import { findPackageJSON } from "node:module";
import { Language, Parser } from "web-tree-sitter";
// Only so that the package is in the npm cache, also when this file is remote.
import grammar from "tree-sitter-rust/package.json" with { type: "json" };

/** A parser for Rust, ready to be given to `SourceTree.parse`. */
export async function loadRustParser(): Promise<Parser> {
  // A remote module has no file URL to resolve from; any will do.
  const manifest = findPackageJSON(grammar.name, "file:///");
  if (manifest === undefined) {
    throw new Error(`Cannot find the npm package ${grammar.name}`);
  }
  await Parser.init();
  const wasm = manifest.replace(/package\.json$/, `${grammar.name}.wasm`);
  return new Parser().setLanguage(await Language.load(wasm));
}
