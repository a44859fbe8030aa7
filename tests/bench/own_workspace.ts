/**
 * A person's own workspace as the subject: finds the line to edit, and says
 * what is wrong with what was asked for.
 *
 * @module
 */

import { join, resolve } from "@std/path";
import { readWorkspace } from "../../lib/build/cargo/cargo.ts";
import { readCargoArguments } from "../../lib/build/cargo/arguments.ts";
import { EditedFile } from "./edited_file.ts";
import { BenchError } from "./measured_process.ts";
import type { Subject } from "./subject.ts";

/** What was asked for. */
export interface OwnOptions {
  /** The workspace's folder, or one in it. */
  workspace: string;
  /** `FILE:LINE`. */
  edit: string;
  /** Arguments as for `cargo run`. */
  args: string[];
  /** Arguments for the driver alone. */
  driverArgs: string[];
}

/** Cargo's products of the benchmark, in the workspace's target folder. */
const TARGET = "chaud-bench";

/**
 * Looks at the workspace and the line.
 *
 * @throws {BenchError} If one of them is not there or does not fit.
 */
export async function openOwn(options: OwnOptions): Promise<Subject> {
  const folder = await Deno.realPath(options.workspace).catch(() => {
    throw new BenchError(`There is no folder \`${options.workspace}\``);
  });
  const args = readCargoArguments(options.args);
  const workspace = await readWorkspace("cargo", args, folder)
    .catch((error) => {
      throw new BenchError(`Cannot read the workspace ${folder}:\n${error}`);
    });
  if (!workspace.packages.some(({ chaud }) => chaud !== undefined)) {
    throw new BenchError(
      `No package of ${folder} depends on \`chaud\`: run \`cargo add chaud\` ` +
        `in the one with your \`main\``,
    );
  }
  const { path, line } = await findLine(options.edit, folder);
  if (!workspace.packages.some((each) => isIn(path, each.folder))) {
    throw new BenchError(
      `\`${path}\` is not in a package of the workspace ${folder}`,
    );
  }
  const file = new EditedFile(path, (text, n) => withStatement(text, line, n));
  const toolchain = args.toolchain === undefined ? [] : [args.toolchain];
  const targetFolder = join(workspace.targetFolder, TARGET);
  const place = { folder, targetFolder, file };
  return {
    name: "own",
    title: `${folder}`,
    group: "own",
    edit: `an edit at ${options.edit}`,
    hot: place,
    bare: place,
    plain: place,
    isShared: true,
    cargoArgs: [...toolchain, ...args.cargo],
    driverArgs: options.driverArgs,
    programArgs: args.program,
    tells: false,
    env: Deno.env.toObject(),
    [Symbol.dispose]: () => file.restore(),
  };
}

/** Splits `FILE:LINE`, and looks the line up. */
async function findLine(
  edit: string,
  folder: string,
): Promise<{ path: string; line: number }> {
  const [, name = "", digits = ""] = edit.match(/^(.+):(\d+)$/) ?? [];
  if (name === "") {
    throw new BenchError(
      `--edit ${edit}: with --workspace it must be FILE:LINE`,
    );
  }
  const line = Number(digits);
  const paths = [resolve(folder, name), resolve(name)];
  for (const path of paths) {
    const real = await Deno.realPath(path).catch(() => undefined);
    const text = real && await Deno.readTextFile(real).catch(() => undefined);
    if (real === undefined || text === undefined) continue;
    const lines = text.replace(/\n$/, "").split("\n").length;
    if (line >= 1 && line <= lines) return { path: real, line };
    throw new BenchError(
      `\`${name}\` has ${lines} lines: there is no line ${line}`,
    );
  }
  throw new BenchError(`There is no file \`${name}\` in ${folder}`);
}

function isIn(path: string, folder: string): boolean {
  return path.startsWith(`${folder}/`);
}

/**
 * Puts a statement before what stands on a line, on the same line: nothing
 * else moves, so the edit stays inside the function.
 */
export function withStatement(text: string, line: number, n: number): string {
  const lines = text.split("\n");
  const statement = `let _ = core::hint::black_box(${n}u64);`;
  lines[line - 1] = (lines[line - 1] ?? "")
    .replace(/^\s*/, (indent) => `${indent}${statement} `);
  return lines.join("\n");
}
