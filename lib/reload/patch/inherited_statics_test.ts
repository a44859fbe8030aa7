/** Tells which statics of a patch are the programs' own, and binds those. */

import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { readThroughTable } from "../../object/arm_statics.ts";
import { Elf } from "../../object/elf.ts";
import { ownName } from "../../object/demangle/own_name.ts";
import { staticsOf, THROUGH_WORDS } from "../../object/statics.ts";
import { succeed } from "../../../tests/harness/process_tree.ts";
import { type Need, testNeeding } from "../../../tests/harness/needs.ts";
import {
  type BoundStatics,
  InheritedStatics,
  type KnownStatics,
} from "./inherited_statics.ts";

const SOURCE = `use std::sync::atomic::*;
static COUNT: AtomicU32 = AtomicU32::new(1);
pub static WIDE: [AtomicU32; 2] = [const { AtomicU32::new(0) }; 2];
pub fn all() -> u32 {
    { static N: AtomicU8 = AtomicU8::new(1); N.fetch_add(1, Ordering::Relaxed); }
    COUNT.fetch_add(1, Ordering::Relaxed) + WIDE[1].load(Ordering::Relaxed)
}
`;
const N =
  "static N: AtomicU8 = AtomicU8::new(1); N.fetch_add(1, Ordering::Relaxed);";

async function compile(source: string): Promise<Elf> {
  const cwd = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(join(cwd, "lib.rs"), source);
    const env = { RUSTC_BOOTSTRAP: "1" };
    const args = ["--edition=2024", "--crate-type=lib", "--crate-name=demo"]
      .concat(`-Ctarget-feature=${THROUGH_WORDS}`, "-Zunstable-options")
      .concat("-Csymbol-mangling-version=legacy", "--emit=obj", "lib.rs");
    await succeed({ program: "rustc", args, env, cwd });
    const object = await Deno.readFile(join(cwd, "demo.o"));
    readThroughTable(object, new Elf(object));
    await Deno.writeFile(join(cwd, "demo.o"), object);
    const flags = ["-shared", "-nostdlib", "-Wl,-Bsymbolic,--no-relax"];
    const link = [...flags, "demo.o", "-o", "demo.so"];
    await succeed({ program: "cc", args: link, cwd });
    return new Elf(await Deno.readFile(join(cwd, "demo.so")));
  } finally {
    await Deno.remove(cwd, { recursive: true });
  }
}

/** What a patch of this source shares with a base of another. */
async function bind(
  base: string,
  patch: string,
  startsAfresh?: (symbol: string) => boolean,
  isDirect: (symbol: string) => boolean = () => false,
  between = base,
): Promise<BoundStatics> {
  const sources = [base, patch, between].map(compile);
  const [old, now, last] = await Promise.all(sources) as [Elf, Elf, Elf];
  const statics = staticsOf(old);
  const symbols = new Set(statics.map(({ name }) => name));
  const homes: KnownStatics = {
    of: (symbol) => {
      const found = statics.find(({ name }) => name === symbol);
      return found && { ...found, image: "base" };
    },
    ofUnit: () => symbols,
    latestOf: () => new Set(staticsOf(last).map(({ name }) => name)),
  };
  return new InheritedStatics(homes, "demo", startsAfresh).bind({
    path: "patch",
    direct: [...symbols].filter(isDirect),
  }, now);
}

function names(symbols: Iterable<string>): string[] {
  return [...symbols].map(ownName).toSorted();
}

/** The statics that a patch is bound to. */
function bound({ bindings, statics, fresh }: BoundStatics): string[] {
  assertEquals(bindings.map(({ image, dylib }) => [image, dylib]), [
    ["base", "patch"],
  ]);
  return names(
    statics.map(({ name }) => name).filter((name) => !fresh.has(name)),
  );
}

const ON_LINUX: Need[] = ["Linux"];

await testNeeding(
  ON_LINUX,
  "inherited statics: all that are the same, and what is new is its own",
  async () => {
    const added = SOURCE.replace(
      "static COUNT",
      "static NEW: AtomicU8 = " +
        "AtomicU8::new(1); pub fn one() -> u8 { NEW.load(Ordering::Relaxed) }\n" +
        "static COUNT",
    );
    const inherited = await bind(SOURCE, added);
    assertEquals(bound(inherited), ["COUNT", "N", "WIDE"]);
    assertEquals(names(inherited.fresh), ["NEW"]);
    assertEquals(inherited.afresh, []);
    assertEquals(inherited.resized, []);
  },
);

await testNeeding(
  ON_LINUX,
  "inherited statics: another type is another static",
  async () => {
    const edited = SOURCE.replace("COUNT: AtomicU32", "COUNT: AtomicI32")
      .replace("AtomicU32::new(1)", "AtomicI32::new(1)")
      .replace("COUNT.fetch_add(1,", "1 + COUNT.fetch_add(1,")
      .replace("Ordering::Relaxed) + WIDE", "Ordering::Relaxed) as u32 + WIDE");
    const inherited = await bind(SOURCE, edited);
    assertEquals(names(inherited.fresh), ["COUNT"]);
    assertEquals(inherited.afresh, ["demo::COUNT"]);
    const some = await bind(SOURCE, SOURCE, (name) => name.includes("WIDE"));
    assertEquals(names(some.fresh), ["WIDE"]);
    // What some code reaches by no word cannot be the program's.
    const isWide = (name: string) => name.includes("WIDE");
    const direct = await bind(SOURCE, SOURCE, undefined, isWide);
    assertEquals(names(direct.fresh), ["WIDE"]);
    assertEquals(direct.afresh, ["demo::WIDE"]);
    assertEquals(bound(direct), ["COUNT", "N"]);
  },
);

await testNeeding(
  ON_LINUX,
  "inherited statics: of several by one path, nothing tells which is gone",
  async () => {
    const twice = SOURCE.replace(`{ ${N} }`, `{ ${N} } { ${N} }`);
    const inherited = await bind(SOURCE, twice);
    assertEquals(bound(inherited), ["COUNT", "WIDE"]);
    assertEquals(inherited.afresh.map((path) => path.split("::").at(-1)), [
      "N",
    ]);
    assertEquals(bound(await bind(twice, twice)).length, 4);
    assertEquals(bound(await bind(twice, SOURCE)), ["COUNT", "WIDE"]);
  },
);

await testNeeding(
  ON_LINUX,
  "inherited statics: where implementations change places, a symbol is another's",
  async () => {
    const source = (order: string[]) => {
      const parts: Record<string, string> = {
        one: "impl One { pub fn f() -> u8 { 1 } }",
        two: `impl Two { pub fn f() { { ${N} } } }`,
      };
      const all = order.map((part) => parts[part]);
      return ["use std::sync::atomic::*;", "pub struct One; pub struct Two;"]
        .concat(all as string[]).join("\n");
    };
    const [base, swapped] = [source(["one", "two"]), source(["two", "one"])];
    const again = await bind(base, base, undefined, undefined, swapped);
    assertEquals(names(again.fresh), ["N"]);
    assertEquals(again.afresh.length, 1);
    assertEquals(again.bindings, []);
  },
);

await testNeeding(
  ON_LINUX,
  "inherited statics: one that has grown is told",
  async () => {
    const layout = (fields: string) =>
      `pub struct Wide { ${fields} }
unsafe impl Sync for Wide {}
pub static WIDE: std::sync::Mutex<Option<Wide>> = std::sync::Mutex::new(None);
`;
    const inherited = await bind(layout("a: u8"), layout("a: u64"));
    assertEquals(names(inherited.resized), ["WIDE"]);
  },
);
