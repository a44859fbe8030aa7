/**
 * A small binary with thread-locals, compiled to an executable and objects.
 *
 * @module
 */

import { join } from "@std/path";
import { succeed } from "./process_tree.ts";
import { readFile } from "./tree.ts";

const SOURCE = "tests/programs/thread_locals/src/main.rs";

/** What was built, until it is disposed of. */
export class Binary implements AsyncDisposable {
  readonly executable: string;
  objects: string[] = [];

  /** @param folder Where everything is. */
  constructor(readonly folder: string) {
    this.executable = join(folder, "out");
  }

  /** Compiles the binary anew: to an executable, or to objects. */
  async compile(source: string, kind: "link" | "obj"): Promise<void> {
    await Deno.writeTextFile(join(this.folder, "main.rs"), source);
    const out = kind === "link" ? "out" : "objects/main.o";
    await Deno.mkdir(join(this.folder, "objects"), { recursive: true });
    const units = ["-Ccodegen-units=1", "-Clink-arg=-Wl,--export-dynamic"];
    const emit = [`--emit=${kind}`, "-o", out, "main.rs"];
    await run(this.folder, "rustc", "--edition=2024", ...units, ...emit);
    if (kind === "obj") this.objects = [join(this.folder, out)];
  }

  /** Links objects as a patch is linked. */
  async link(objects: string[]): Promise<string> {
    const output = join(this.folder, "patch.so");
    const flags = ["-shared", "-nostdlib", "-Wl,-Bsymbolic"];
    await run(this.folder, "cc", ...flags, ...objects, "-o", output);
    return output;
  }

  /** A dylib without thread-locals. */
  async plainDylib(): Promise<Uint8Array<ArrayBuffer>> {
    await Deno.writeTextFile(
      join(this.folder, "a.c"),
      "int a(void) { return 1; }",
    );
    await run(this.folder, "cc", "-shared", "-nostdlib", "a.c", "-o", "a.so");
    return await Deno.readFile(join(this.folder, "a.so"));
  }

  /** Runs the executable. */
  async run(...args: string[]): Promise<string> {
    return (await run(this.folder, this.executable, ...args)).trim();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.folder, { recursive: true });
  }
}

/** Builds it, with edits of the source that the objects are made from. */
export async function buildBinary(
  ...edits: [from: string, to: string][]
): Promise<Binary> {
  const binary = new Binary(await Deno.makeTempDir());
  const source = await readFile(SOURCE);
  await binary.compile(source, "link");
  const edited = edits.reduce(
    (text, [from, to]) => text.replace(from, to),
    source,
  );
  await binary.compile(edited, "obj");
  return binary;
}

async function run(
  cwd: string,
  program: string,
  ...args: string[]
): Promise<string> {
  return await succeed({ program, args, cwd });
}
