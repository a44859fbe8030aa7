/**
 * The libraries of others that the program was not linked with: dependencies
 * that came later, or that no code had used, and what rustc itself brings for
 * them. The first patch that needs one gets all of it.
 */

import { basename, dirname, join } from "@std/path";
import type { Base } from "../../build/base.ts";
import { readBytes, writeText } from "../../system/files.ts";
import { runLines } from "../../system/process.ts";
import {
  codegenOption,
  externsOf,
  option,
  options,
} from "../../build/rustc/arguments.ts";
import { splitNul, type Unit } from "../../build/rustc/unit.ts";
import { type ReloadBuild, replay } from "../../build/rustc/replay.ts";

/** Where it is asked. */
export interface MissingLibrariesOptions {
  base: Base;
  build: ReloadBuild;
  /** The session's folder. */
  folder: string;
  signal: AbortSignal;
}

/** In place of a linker: leaves its arguments. */
const LINKER = `#!/bin/sh
printf '%s\\0' "$@" > "$0.arguments"
`;

/** The libraries that the running programs hold. */
export class MissingLibraries {
  #present: Promise<Set<string>> | undefined;

  /**
   * The libraries behind the dependencies of some units which no program has.
   * rustc itself tells what each of them needs in turn.
   */
  async missing(
    options: MissingLibrariesOptions,
    units: readonly Unit[],
  ): Promise<string[]> {
    const { base } = options;
    const present = await (this.#present ??= readPresent(base));
    const own = new Set(base.graph.order.map(({ id }) => fileName(id)));
    const isMissing = (path: string) =>
      !own.has(basename(path)) && !present.has(basename(path));
    const direct = new Set(units.flatMap(librariesOf).filter(isMissing));
    if (direct.size === 0) return [];
    const all = await linkedWith(options, [...direct]);
    return [...new Set(all)].filter(isMissing);
  }

  /** They are part of the programs now. */
  async wentLive(paths: readonly string[]): Promise<void> {
    const present = await this.#present;
    for (const path of paths) present?.add(basename(path));
  }
}

/** What the program was linked with: it holds the whole of that. */
async function readPresent({ folder }: Base): Promise<Set<string>> {
  const args = splitNul(await readBytes(join(folder, "link")));
  const paths = args.filter((arg) => arg.endsWith(".rlib"));
  return new Set(paths.map((path) => basename(path)));
}

function librariesOf({ recording }: Unit): string[] {
  return externsOf(recording.args).flatMap(({ path, unit }) =>
    path && unit ? [join(dirname(path), fileName(unit))] : []
  );
}

function fileName(id: string): string {
  return `lib${id}.rlib`;
}

/** Lets rustc say what a program upon these libraries is linked with. */
async function linkedWith(
  { base, build, folder, signal }: MissingLibrariesOptions,
  libraries: string[],
): Promise<string[]> {
  const linker = join(folder, "link-probe");
  const source = join(folder, "link-probe.rs");
  await writeText(linker, LINKER, 0o755);
  const names = libraries.map((_, i) => `dependency_${i}`);
  const uses = names.map((name) => `extern crate ${name};\n`).join("");
  await writeText(source, `${uses}fn main() {}\n`);
  const { program, env, cwd } = replay(build, base.bin);
  const { args: recorded } = base.bin.recording;
  const units = base.graph.order.map(({ recording }) => recording.args);
  const folders = new Set(units.flatMap((args) => options(args, "-L")));
  const target = option(recorded, "--target");
  const panic = codegenOption(recorded, "panic");
  const args = [
    ...["--crate-name", "link_probe", "--edition=2021", "--cap-lints=allow"],
    ...target === undefined ? [] : ["--target", target],
    ...panic === undefined ? [] : ["-C", `panic=${panic}`],
    ...[...folders].flatMap((folder) => ["-L", folder]),
    ...names.flatMap((name, i) => ["--extern", `${name}=${libraries[i]}`]),
    ...[`-Clinker=${linker}`, "-o", `${linker}.out`, source],
  ];
  const said: string[] = [];
  const call = { program, args, env, cwd };
  const { code } = await runLines(call, {
    signal,
    onLine: (line) => said.push(line),
  });
  // The check then says which symbols are missing.
  if (code !== 0) return [];
  const linked = splitNul(await readBytes(`${linker}.arguments`));
  return linked.filter((arg) => arg.endsWith(".rlib"));
}
