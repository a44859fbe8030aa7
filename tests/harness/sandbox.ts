/**
 * A temporary folder in which tests run scripts for real.
 *
 * @module
 */

import { dirname, join } from "@std/path";
import { splitNul } from "../../lib/build/rustc/unit.ts";
import { cleanEnvironment, finish } from "./process_tree.ts";

/** A program that notes how it was called; it fails at the argument `$FAIL`. */
export const FAKE: string = `#!/bin/sh
case "$*" in *"\${FAIL:-no such argument}"*) exit 3 ;; esac
printf '%s\\0' "$@" > "$0.args"
env -0 > "$0.env"
case $1 in @*) cp "\${1#@}" "$0.list" ;; esac
`;

/** The folder, and what can be done in it. */
export class Sandbox {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** A folder whose name is as awkward as names get. */
  static async make(): Promise<Sandbox> {
    const folder = join(await Deno.makeTempDir(), 'it\'s "ü" $x \\ ');
    await Deno.mkdir(folder);
    return new Sandbox(folder);
  }

  /** A path in the folder. */
  path(...parts: string[]): string {
    return join(this.folder, ...parts);
  }

  /** Writes a file that can be run. */
  async write(name: string, text: string): Promise<string> {
    const path = this.path(name);
    await Deno.mkdir(dirname(path), { recursive: true });
    await Deno.writeTextFile(path, text, { mode: 0o755 });
    return path;
  }

  /** Runs a script of the folder, and returns its exit code. */
  async run(
    script: string,
    args: string[],
    env: Record<string, string> = {},
  ): Promise<number> {
    const all = { ...cleanEnvironment(), ...env };
    const task = { program: script, args, env: all, cwd: this.folder };
    return (await finish(task)).code;
  }

  /** Reads NUL-separated strings, if the file is there. */
  async strings(name: string): Promise<string[] | undefined> {
    const bytes = await Deno.readFile(this.path(name)).catch(() => undefined);
    return bytes && splitNul(bytes);
  }

  /** Removes all. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(dirname(this.folder), { recursive: true });
  }
}
