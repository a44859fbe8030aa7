/**
 * What rustc sees of `demo/expand/src/lib.rs`, after chaud's macros, in each
 * kind of build. To record it anew:
 *
 * ```sh
 * UPDATE=1 deno test -A tests/checks/goldens_test.ts
 * ```
 */

import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { cleanEnvironment, succeed } from "../harness/process_tree.ts";
import { readFile, TOP } from "../harness/tree.ts";

interface Build {
  title: string;
  features: string[];
  env: Record<string, string>;
}

const HOT = ["--features", "chaud/unsafe-hot-reload"];
const BUILDS: Record<string, Build> = {
  cold: { title: "without hot reload", features: [], env: {} },
  hot: { title: "in the base", features: HOT, env: {} },
  reload: {
    title: "in a patch",
    features: HOT,
    env: { __CHAUD_RELOAD: "1" },
  },
};

for (const [name, build] of Object.entries(BUILDS)) {
  Deno.test(`goldens: what the macros write ${build.title}`, async () => {
    const path = `demo/expanded_${name}.rs`;
    const text = await expand(build);
    if (Deno.env.get("UPDATE")) await Deno.writeTextFile(join(TOP, path), text);
    assertEquals(text, await readFile(path), `${path}: UPDATE=1 records it`);
  });
}

async function expand({ title, features, env }: Build): Promise<string> {
  const cwd = join(TOP, "demo");
  const own = { ...cleanEnvironment(), ...env, RUSTC_BOOTSTRAP: "1" };
  const args = [
    ...["rustc", "--quiet", "--package", "expand", "--lib"],
    // A target directory of its own, because the variable below would make
    // cargo build the dependencies of the others again.
    ...["--profile", "check", "--target-dir", targetDirectory(), ...features],
    ...["--", "-Zunpretty=expanded"],
  ];
  const expanded = await succeed({ program: "cargo", args, cwd, env: own });
  const header = `// expand/src/lib.rs as rustc sees it ${title}.\n`;
  const format = ["--edition", "2024", "--config-path", TOP];
  const input = header + tidy(expanded);
  return await succeed({ program: "rustfmt", args: format, cwd, input });
}

function targetDirectory(): string {
  const top = Deno.env.get("CARGO_TARGET_DIR") ?? join(TOP, "demo/target");
  return join(top, "goldens");
}

/** Leaves out what rustc adds to every file, and separates the items. */
function tidy(expanded: string): string {
  const prelude =
    /^(?:#!\[feature\(prelude_import\)\]|(?:#\[macro_use\]\n)?extern crate std;|#\[prelude_import\]\nuse std::.*;)\n/gm;
  return expanded.replace(prelude, "")
    .replace(/^(\};?)\n(?=\S)/gm, "$1\n\n")
    .replace(/^( {4}\})\n(?= {4}(?:#\[|pub |unsafe ))/gm, "$1\n\n");
}
