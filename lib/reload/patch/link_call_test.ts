/** Links patches for real, with each linker that is there. */

import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { dylibSymbols } from "./dylib.ts";
import { Elf } from "../../object/elf.ts";
import {
  aliasScript,
  patchLink,
  readLinkLine,
} from "../../build/rustc/link_line.ts";
import { runLines } from "../../system/process.ts";
import gnu from "../../build/testdata/link_gnu.json" with { type: "json" };
import lld from "../../build/testdata/link_lld.json" with { type: "json" };
import mold from "../../build/testdata/link_mold.json" with { type: "json" };

/** Code as a reload build emits it: one new item, one of the process's. */
const SOURCE = `#![no_std]
unsafe extern "Rust" {
    #[link_name = "_CHAUD::leaf::NEW"] safe static NEW: u32;
    #[link_name = "_CHAUD::leaf::OLD"] safe static OLD: u32;
}
#[unsafe(export_name = "_CHAUD_INIT::leaf::NEW")] pub static INIT: u32 = 7;
#[unsafe(no_mangle)] pub fn sum() -> u32 { NEW.wrapping_add(OLD) }
`;

const ITEM = "_CHAUD::leaf::NEW";

async function output(program: string, ...args: string[]): Promise<string> {
  const { stdout } = await new Deno.Command(program, { args }).output();
  return new TextDecoder().decode(stdout).trim();
}

async function isInstalled(program: string): Promise<boolean> {
  try {
    const options = { args: ["--version"] };
    return (await new Deno.Command(program, options).output()).success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

async function compile(folder: string): Promise<string> {
  const source = join(folder, "leaf.rs");
  const object = join(folder, "leaf with a space.o");
  await Deno.writeTextFile(source, SOURCE);
  const lib = ["--crate-type=lib", "--edition=2024", "-Cdebuginfo=2"];
  const { code } = await new Deno.Command("rustc", {
    args: [...lib, "--emit=obj", "-Ccodegen-units=1", source, "-o", object],
  }).output();
  assertEquals(code, 0);
  return object;
}

interface Linked {
  defined: string[];
  needed: string[];
  hasDebugInfo: boolean;
}

async function link(
  recorded: string[],
  rustLld: string | undefined,
  debugInfo: boolean,
): Promise<Linked> {
  const path = Deno.env.get("PATH") ?? "";
  const line = readLinkLine(recorded, "cc", rustLld, path);
  const folder = await Deno.makeTempDir();
  try {
    const aliases = join(folder, "patch.aliases");
    await Deno.writeTextFile(aliases, aliasScript(["leaf::NEW"]));
    const objects = [await compile(folder)];
    const output = join(folder, "patch.so");
    const call = patchLink(line, { objects, output, aliases, debugInfo });
    const said: string[] = [];
    const onLine = (text: string) => said.push(text);
    const { code } = await runLines(call, { onLine });
    assertEquals([code, ...said], [0]);
    const bytes = await Deno.readFile(output);
    const { defined, needed } = dylibSymbols(new Elf(bytes));
    const text = new TextDecoder("latin1").decode(bytes);
    return {
      defined: [...defined.keys()].filter((name) => /CHAUD|^sum$/.test(name))
        .sort(),
      needed: [...needed],
      hasDebugInfo: text.includes(".debug_info"),
    };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const sysroot = await output("rustc", "--print=sysroot");
const host = await output("rustc", "--print=host-tuple");
const toolchainLld = `${sysroot}/lib/rustlib/${host}/bin/rust-lld`;
const hasLld = await Deno.stat(toolchainLld).then(() => true, () => false);

const LINKERS: [name: string, recorded: string[], isThere: boolean][] = [
  ["the toolchain's lld", lld, hasLld],
  ["GNU ld behind cc", gnu, await isInstalled("cc")],
  ["mold", mold, await isInstalled("mold")],
];

for (const [name, recorded, isThere] of LINKERS) {
  const ignore = !isThere || Deno.build.os !== "linux";
  const rustLld = recorded === lld ? toolchainLld : undefined;

  Deno.test({
    name: `patch link: ${name} makes a dylib that names its new items`,
    ignore,
    async fn() {
      assertEquals(await link(recorded, rustLld, false), {
        defined: [ITEM, ITEM.replace("_CHAUD", "_CHAUD_INIT"), "sum"].sort(),
        needed: ["_CHAUD::leaf::OLD"],
        hasDebugInfo: false,
      });
    },
  });

  Deno.test({
    name: `patch link: ${name} keeps debug info where it is wanted`,
    ignore,
    async fn() {
      const { hasDebugInfo } = await link(recorded, rustLld, true);
      assertEquals(hasDebugInfo, true);
    },
  });
}
