/** Roots in objects that the real compiler made. */

import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { ROOT_STATIC } from "../../analysis/overlay.ts";
import { Elf } from "../../object/elf.ts";
import { ownName } from "../../object/demangle/own_name.ts";
import { rootSymbols } from "./root_symbols.ts";

function root(number: number, path: string): string {
  return `#[used] static ${ROOT_STATIC}${number}: fn() = unsafe { ` +
    `union Root { from: *const (), to: fn() } ` +
    `Root { from: ${path} as *const () }.to };\n`;
}

async function compile(source: string, ...flags: string[]): Promise<Elf[]> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(join(folder, "a.rs"), source);
    const { code, stderr } = await new Deno.Command("rustc", {
      args: ["--edition=2024", "--crate-type=cdylib", "--emit=obj", "a.rs"]
        .concat("--crate-name=demo", "-Ccodegen-units=4", "-Awarnings", flags)
        .concat("-Zunstable-options", "-Zpatchable-function-entry=16,14"),
      env: { RUSTC_BOOTSTRAP: "1" },
      cwd: folder,
    }).output();
    assertEquals(code, 0, new TextDecoder().decode(stderr));
    const objects: Elf[] = [];
    for await (const { name } of Deno.readDir(folder)) {
      if (!name.endsWith(".o")) continue;
      objects.push(new Elf(await Deno.readFile(join(folder, name))));
    }
    return objects;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const SOURCE = `
pub trait Shape { fn area(&self) -> u32; }
pub struct Square(pub u32);
impl Square { fn side(&self) -> u32 { self.0 + other() } }
impl Shape for Square { fn area(&self) -> u32 { self.side() * self.side() } }
mod inner { pub fn deep(n: u32) -> u32 { n + 1 } }
fn other() -> u32 { inner::deep(1) }
fn edited(n: u32) -> u32 { n + Square(n).area() + other() }
`;

for (const names of ["legacy", "v0"]) {
  Deno.test(`root symbols: what roots name, by ${names} names`, async () => {
    const flag = `-Csymbol-mangling-version=${names}`;
    const paths = ["edited", "<Square>::side", "<Square as Shape>::area"];
    const roots = paths.map((path, i) => root(i, path)).join("");
    const found = rootSymbols(await compile(SOURCE + roots, flag));
    assertEquals(found.unknown, []);
    const own = [...found.symbols].map(ownName).toSorted();
    assertEquals(own, ["area", "edited", "side"]);
  });
}

Deno.test("root symbols: none without roots, and none known of what is elsewhere", async () => {
  const nothing = { symbols: new Set<string>(), unknown: [] };
  assertEquals(rootSymbols([]), nothing);
  const none = rootSymbols(await compile(SOURCE + "#[used] static A: u8 = 1;"));
  assertEquals(none, nothing);
  const objects = await compile(SOURCE + root(7, "std::process::abort"));
  const { symbols, unknown } = rootSymbols(objects);
  assertEquals([symbols.size, new Set(unknown).size], [0, 1]);
});
