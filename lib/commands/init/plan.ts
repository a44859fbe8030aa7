/**
 * Plans what `chaud init` writes: the dependency and the call. Never writes it.
 * Pure.
 */

import type { SourceTree } from "../../analysis/source_tree.ts";
import type {
  Binary,
  ChaudDependency,
  Package,
} from "../../build/cargo/workspace.ts";
import { findMain, insertFirst, type Unclear } from "./main_function.ts";
import { quoted } from "../../report/wording.ts";
import { readTable, valueAt } from "../../build/cargo/toml.ts";
import { addDependency } from "./manifest.ts";

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

/** What the files hold that may have to change. */
export interface Files {
  /** The package's manifest. */
  manifest: { path: string; text: string };
  /** The text of the workspace's manifest. */
  workspaceManifest: string;
  /** The program's crate root. */
  source: { path: string; tree: SourceTree };
}

/**
 * Plans the changes; none if everything is there.
 *
 * @param chaud How the package depends on `chaud`, if it does.
 * @param dependency What stands behind the name of one that it lacks.
 * @throws {InitError} If it cannot be told where the call belongs.
 */
export function plan(
  { manifest, workspaceManifest, source }: Files,
  chaud: ChaudDependency | undefined,
  dependency: string,
): Change[] {
  const changes: Change[] = [];
  if (chaud === undefined) {
    const before = manifest.text;
    const workspace = readTable(workspaceManifest);
    const shared = valueAt(workspace, "workspace", "dependencies", "chaud");
    const isShared = shared !== undefined;
    const value = isShared ? ".workspace = true" : dependency;
    const after = addDependency(before, "chaud", value);
    changes.push({ path: manifest.path, before, after });
  }
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

const UNCLEAR: Record<Unclear, string> = {
  none: "has no `fn main` (is it imported, or made by a macro?)",
  several: "has several functions `main`",
  broken: "has an error inside `main`",
};
