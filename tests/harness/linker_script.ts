/**
 * Runs the linker script for real, with fake linkers that note their calls.
 *
 * @module
 */

import { scriptText, type Shape } from "../../lib/build/scripts.ts";
import { FAKE, type Sandbox } from "./sandbox.ts";

/** Makes an empty \`-o\` file as well, and notes each call on a line. */
export const FAKE_LLD = `#!/bin/sh
case "$*" in *"\${FAIL:-no such argument}"*) exit 3 ;; esac
echo "$@" >> "$0.calls"
while [ $# -gt 0 ]; do case $1 in -o) : > "$2" ;; esac; shift; done
`;

/** How it is run. */
export interface Linking {
  shape?: Shape;
  env?: Record<string, string>;
  withoutLld?: boolean;
}

/** Links with `cc` as the user's linker; `libleaf-1.rlib` is the workspace's. */
export async function runLinker(
  box: Sandbox,
  args: string[],
  { shape = "split", env, withoutLld }: Linking = {},
): Promise<number> {
  await box.write("units/leaf-1/args", "");
  const lld = "lib/rustlib/x86_64-unknown-linux-gnu/bin/rust-lld";
  if (!withoutLld) await box.write(lld, FAKE_LLD);
  const script = await box.write("chaud-cc", scriptText("linker", {}));
  return await box.run(script, args, {
    CHAUD_SHAPE: shape,
    CHAUD_FOLDER: box.folder,
    CHAUD_BASE: box.path("base"),
    CHAUD_LINKER: await box.write("cc", FAKE),
    CHAUD_RUSTC: box.path("bin", "rustc"),
    ...env,
  });
}

/** Each call on a line. */
export async function linesOfLld(box: Sandbox): Promise<string[]> {
  const path = "lib/rustlib/x86_64-unknown-linux-gnu/bin/rust-lld.calls";
  const text = await Deno.readTextFile(box.path(path)).catch(() => "");
  return text.split("\n").slice(0, -1);
}

/** What the script adds for the executable. */
export function added(box: Sandbox): string[] {
  return [
    "-Wl,-z,norelro",
    "-Wl,--export-dynamic",
    "-Wl,--allow-multiple-definition",
    "-Wl,--allow-shlib-undefined",
    ...["-Xlinker", "-rpath", "-Xlinker", box.path("base")],
  ];
}
