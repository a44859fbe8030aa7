/**
 * A small binary with thread-locals, compiled to an executable and objects.
 *
 * @module
 */

import { join } from "@std/path";
import { succeed } from "./process_tree.ts";

/** Whether executables here keep thread-locals as x86-64 does. */
export const onX86: boolean = Deno.build.arch === "x86_64" &&
  Deno.build.os === "linux";

const SOURCE = `use std::cell::Cell;
thread_local! {
    static FIRST: Cell<u64> = const { Cell::new(41) };
    static SECOND: Cell<u8> = const { Cell::new(7) };
}
#[unsafe(no_mangle)]
pub extern "C" fn next() -> u64 {
    FIRST.set(FIRST.get() + u64::from(SECOND.get()));
    FIRST.get()
}
fn main() {
    next();
    let path = std::env::args().nth(1).unwrap();
    println!("{}", load(&path));
}
fn load(path: &str) -> u64 {
    unsafe extern "C" {
        fn dlopen(path: *const u8, flags: i32) -> *mut u8;
        fn dlsym(library: *mut u8, name: *const u8) -> *mut u8;
    }
    let path = format!("{path}\\0");
    unsafe {
        let library = dlopen(path.as_ptr(), 2);
        let next = dlsym(library, c"next".as_ptr().cast());
        let next: extern "C" fn() -> u64 = std::mem::transmute(next);
        next()
    }
}
`;

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
  await binary.compile(SOURCE, "link");
  const edited = edits.reduce(
    (text, [from, to]) => text.replace(from, to),
    SOURCE,
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
