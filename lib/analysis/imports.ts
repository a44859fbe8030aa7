/** What names the imports of a file bring in, and where. Pure. */

import type { Node } from "web-tree-sitter";
import type { SourceTree } from "./source_tree.ts";
import { tokenTexts } from "./tokens.ts";

/** What the imports of a file bring in, with the place that each is for. */
export interface Imports {
  /** By place and name: the full paths that it stands for. */
  names: Map<string, { name: string; paths: string }>;
  /** By place and path, what everything is imported from. */
  globs: Map<string, string>;
}

/** Nodes that are imports. */
export const IMPORTS: ReadonlySet<string> = new Set([
  "use_declaration",
  "extern_crate_declaration",
]);

/** Reads the imports of a file, wherever they stand. */
export function importsOf(source: SourceTree): Imports {
  const known = READ.get(source) ?? read(source);
  READ.set(source, known);
  return known;
}

const READ = new WeakMap<SourceTree, Imports>();

function read(source: SourceTree): Imports {
  const imports: Imports = { names: new Map(), globs: new Map() };
  for (const node of source.root.descendantsOfType([...IMPORTS])) {
    const place = `${placeOf(source, node)} ${conditions(source, node)}`;
    for (const { name, path } of bindingsOf(source, node)) {
      if (name === "*") imports.globs.set(`${place} ${path}`, path);
      else {
        const key = `${place} ${name}`;
        const known = imports.names.get(key)?.paths ?? "";
        imports.names.set(key, { name, paths: `${known} ${path}` });
      }
    }
  }
  return imports;
}

/** The modules and functions around an item. */
export function placeOf(source: SourceTree, node: Node): string {
  const names: string[] = [];
  for (let at = node.parent; at; at = at.parent) {
    const name = at.childForFieldName("name");
    if (name) names.unshift(source.textOf(name));
  }
  return names.join("::");
}

/** The attributes of an import: one that is configured out brings nothing. */
function conditions(source: SourceTree, node: Node): string {
  const texts: string[] = [];
  let before = node.previousNamedSibling;
  for (; before?.type === "attribute_item"; before = before.previousSibling) {
    texts.unshift(tokenTexts({ source, node: before }).join(" "));
  }
  return texts.join(" ");
}

/** A name, `*` for all, and the full path that it stands for. */
interface Binding {
  name: string;
  path: string;
}

/** What one import brings in; nothing that has no name. */
function bindingsOf(source: SourceTree, node: Node): Binding[] {
  const alias = node.childForFieldName("alias");
  if (node.type === "extern_crate_declaration") {
    const name = node.childForFieldName("name");
    const path = name ? source.textOf(name) : "";
    return named({ name: alias ? source.textOf(alias) : path, path });
  }
  const argument = node.childForFieldName("argument");
  return argument ? leaves(source, argument, "") : [];
}

function leaves(source: SourceTree, node: Node, prefix: string): Binding[] {
  const full = (node: Node | null) =>
    prefix + (node ? tokenTexts({ source, node }).join("") : "");
  switch (node.type) {
    case "scoped_use_list":
    case "use_list": {
      const path = node.childForFieldName("path");
      const list = node.childForFieldName("list") ?? node;
      const within = node.type === "use_list" ? prefix : `${full(path)}::`;
      return list.namedChildren.filter((child) => !child.isExtra)
        .flatMap((child) => leaves(source, child, within));
    }
    case "use_as_clause": {
      const [path, alias] = ["path", "alias"].map((field) =>
        node.childForFieldName(field)
      );
      const name = alias ? source.textOf(alias) : "";
      return named({ name, path: withoutSelf(full(path ?? null)) });
    }
    case "use_wildcard": {
      const path = full(node);
      return [{ name: "*", path: path.replace(/(?:::)?\*$/, "") }];
    }
    default: {
      const path = withoutSelf(full(node));
      return named({ name: path.slice(path.lastIndexOf(":") + 1), path });
    }
  }
}

function named(binding: Binding): Binding[] {
  return binding.name === "_" || binding.name === "" ? [] : [binding];
}

function withoutSelf(path: string): string {
  return path.replace(/::self$/, "");
}
