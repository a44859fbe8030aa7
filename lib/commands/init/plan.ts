/**
 * Plans what `chaud init` writes: the dependency and the call. Never writes it.
 * Pure.
 */

import type { SourceTree } from "../../analysis/source_tree.ts";
import type { ChaudDependency } from "../../build/cargo/chaud_packages.ts";
import type { Binary, Package } from "../../build/cargo/workspace.ts";
import { findMain, insertFirst, type Unclear } from "./main_function.ts";
import { quoted } from "../../report/wording.ts";
import { excludeFolder, setDependency } from "./manifest.ts";

/** A file before and after. */
export interface Change {
  path: string;
  before: string;
  after: string;
}

/** Thrown when it cannot be told what to change. */
export class InitError extends Error {
  override name = "InitError";
}

/** What the user said about what is meant. */
export interface Choice {
  /** `--package`. */
  package?: string | undefined;
  /** `--bin`. */
  bin?: string | undefined;
}

/** Which program is meant. */
export interface Subject {
  package: Package;
  binary: Binary;
}

/**
 * Chooses the program to set up.
 *
 * @param packages Those of the workspace.
 * @param folder The folder that was named.
 * @throws {InitError} If it cannot be told which.
 */
export function choose(
  packages: readonly Package[],
  folder: string,
  choice: Choice,
): Subject {
  const here = packages.filter((each) => each.folder === folder);
  const candidates = choice.package !== undefined
    ? packages.filter(({ name }) => name === choice.package)
    : here.length > 0
    ? here
    : packages.filter(({ binaries }) => binaries.length > 0);
  const [found, ...others] = candidates;
  if (!found) {
    throw new InitError(
      choice.package === undefined
        ? "no package of this workspace has a program"
        : `no package of this workspace is called \`${choice.package}\``,
    );
  }
  if (others.length > 0) {
    const names = quoted(candidates.map(({ name }) => name));
    throw new InitError(
      `several packages have a program (${names}): say which one with \`-p\``,
    );
  }
  return { package: found, binary: chooseBinary(found, choice.bin) };
}

function chooseBinary(
  { name, binaries, defaultRun }: Package,
  wish: string | undefined,
): Binary {
  const wanted = wish ?? (binaries.length > 1 ? defaultRun : undefined);
  const [found, ...others] = wanted === undefined
    ? binaries
    : binaries.filter((binary) => binary.name === wanted);
  const names = quoted(binaries.map((binary) => binary.name));
  if (!found) {
    throw new InitError(
      binaries.length === 0
        ? `the package \`${name}\` has no program: name the package with your \`main\``
        : `no program of \`${name}\` is called \`${wanted}\`: there is ${names}`,
    );
  }
  if (others.length > 0) {
    throw new InitError(
      `\`${name}\` has several programs (${names}): say which one with \`--bin\``,
    );
  }
  return found;
}

/** A `Cargo.toml`. */
export interface Manifest {
  path: string;
  text: string;
}

/** What the files hold that may have to change. */
export interface Files {
  /** The package's manifest, and the workspace's, which may be the same. */
  manifest: Manifest;
  workspaceManifest: Manifest;
  /** The program's crate root. */
  source: { path: string; tree: SourceTree };
}

/** A line of a manifest. */
export interface DependencyLine {
  /** The name of the dependency. */
  key: string;
  /** What stands behind it. */
  value: string;
}

/**
 * Plans the changes; none if everything is there.
 *
 * @param chaud How the package depends on `chaud`, if it does.
 * @param line How it is to do so, if that is to be changed.
 * @param placed The folder of crates that are placed in the workspace, if any.
 * @throws {InitError} If it cannot be told where the call belongs.
 */
export function plan(
  files: Files,
  chaud: ChaudDependency | undefined,
  line?: DependencyLine,
  placed?: string,
): Change[] {
  const { source } = files;
  const changes = planManifests(files, line, placed);
  const name = chaud?.crate ?? "chaud";
  const main = findMain(source.tree, name);
  const call = `${name}::init!();`;
  if (main.kind === "unclear") {
    const reason = UNCLEAR[main.why];
    throw new InitError(
      `\`${source.path}\` ${reason}: write \`${call}\` at the start of \`main\` yourself`,
    );
  }
  if (main.kind === "found") {
    const before = source.tree.text;
    const after = insertFirst(source.tree, main.body, call);
    changes.push({ path: source.path, before, after });
  }
  return changes;
}

function planManifests(
  { manifest, workspaceManifest }: Files,
  line: DependencyLine | undefined,
  placed: string | undefined,
): Change[] {
  const after = (path: string, text: string) => {
    const depends = line && path === manifest.path
      ? setDependency(text, line.key, line.value)
      : text;
    return placed !== undefined && path === workspaceManifest.path
      ? excludeFolder(depends, placed)
      : depends;
  };
  const isOne = manifest.path === workspaceManifest.path;
  return [...isOne ? [] : [workspaceManifest], manifest]
    .map(({ path, text }) => ({ path, before: text, after: after(path, text) }))
    .filter((change) => change.before !== change.after);
}

const UNCLEAR: Record<Unclear, string> = {
  none: "has no `fn main` (is it imported, or made by a macro?)",
  several: "has several functions `main`",
  broken: "has an error inside `main`",
};
