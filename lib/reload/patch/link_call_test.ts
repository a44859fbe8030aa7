/** Makes the calls, and links patches for real, with each linker that is there. */

import { assertEquals, assertMatch } from "@std/assert";
import { dirname, join } from "@std/path";
import { dylibSymbols } from "./dylib.ts";
import { Elf } from "../../object/elf.ts";
import {
  aliasScript,
  ALL_SYMBOLS,
  hidingScript,
  type PatchLink,
  patchLink,
} from "./link_call.ts";
import { type LinkLine, readLinkLine } from "../../build/rustc/link_line.ts";
import { runLines } from "../../system/process.ts";
import gnu from "../../build/testdata/link_gnu.json" with { type: "json" };
import lld from "../../build/testdata/link_lld.json" with { type: "json" };
import mold from "../../build/testdata/link_mold.json" with { type: "json" };
import { type Need, testNeeding } from "../../../tests/harness/needs.ts";

const RUST_LLD = "/home/user/.rustup/toolchains/stable/lib/rustlib/" +
  "x86_64-unknown-linux-gnu/bin/rust-lld";
const DARWIN = ["-dynamiclib", "-arch", "arm64", "-mmacosx-version-min=11.0.0"];

function read(args: string[]): LinkLine {
  return readLinkLine(args, "cc", undefined, "/bin");
}

const PATCH = {
  objects: ["a.o", "b c.o"],
  output: "/session/patch-1-leaf.so",
  debugInfo: false,
};
const RUST_LLD_FIRST = "-flavor gnu -m elf_x86_64".split(" ");
const ELF = "-shared -Bsymbolic -z norelro --eh-frame-hdr".split(" ");
const BUILTINS = dirname(dirname(RUST_LLD)) +
  "/lib/libcompiler_builtins-0000000000000022.rlib";
const END = ["a.o", "b c.o", BUILTINS, "-o", "/session/patch-1-leaf.so"];

Deno.test("patch link: what the base wraps is wrapped", () => {
  const check = (line: LinkLine, expected: string) =>
    assertEquals(patchLink(line, PATCH).args.includes(expected), true);
  check(read([...lld, "-Wl,--wrap=open"]), "--wrap=open");
  check(read([...gnu, "-Wl,--wrap=open"]), "-Wl,--wrap=open");
});

Deno.test("patch link: lld and mold take the same arguments", () => {
  const call = patchLink(read(lld), PATCH);
  assertEquals(call, {
    program: RUST_LLD,
    args: [...RUST_LLD_FIRST, "--threads=1", ...ELF, "-S", ...END],
    env: { PATH: "/bin" },
    cwd: "/session",
    argumentFile: { after: 4, escaped: true },
  });
  const isSingle = (patch: Partial<PatchLink>) =>
    patchLink(read(lld), { ...PATCH, ...patch }).args.includes("--threads=1");
  const objects = Array.from({ length: 65 }, (_, i) => `${i}.o`);
  assertEquals(isSingle({ objects: objects.slice(1) }), true);
  assertEquals(isSingle({ objects }), false);
  assertEquals(isSingle({ archives: ["libserde.rlib"] }), false);
  assertEquals(patchLink(read(mold), PATCH), {
    program: "mold",
    args: [...ELF, "-S", ...END],
    env: { PATH: "/bin" },
    cwd: "/session",
  });
});

Deno.test("patch link: a driver adds no start files", () => {
  const { program, args } = patchLink(read(gnu), PATCH);
  const wl = "-Wl,-Bsymbolic,-z,norelro,--eh-frame-hdr,--no-relax,-S";
  assertEquals(program, "cc");
  assertEquals(args, ["-m64", "-shared", "-nostdlib", wl, ...END]);
});

Deno.test("patch link: Apple's leaves what is undefined to the loader", () => {
  const { program, args } = patchLink(read(DARWIN), PATCH);
  assertEquals(program, "cc");
  assertEquals(args.slice(3, 8), [
    "-dynamiclib",
    "-undefined",
    "dynamic_lookup",
    "-nostdlib",
    "-lSystem",
  ]);
});

Deno.test("patch link: debug info is kept where it is wanted", () => {
  for (const args of [lld, gnu, mold]) {
    const call = patchLink(read(args), { ...PATCH, debugInfo: true });
    assertEquals(call.args.some((arg) => /-S$/.test(arg)), false);
  }
});

Deno.test("patch link: words by which statics are reached are kept", () => {
  for (const args of [lld, gnu, mold]) {
    const { args: kept } = patchLink(read(args), {
      ...PATCH,
      keepsWords: true,
    });
    assertEquals(kept.join(" ").includes("--no-relax"), true);
  }
  const usual = patchLink(read(lld), PATCH).args;
  assertEquals(usual.includes("--no-relax"), false);
});

Deno.test("patch link: libraries come whole", () => {
  const archives = ["x.rlib"];
  const whole = (line: Parameters<typeof read>[0]) =>
    patchLink(read(line), { ...PATCH, archives }).args.join(" ");
  assertMatch(whole(lld), / --whole-archive x\.rlib --no-whole-archive /);
  assertMatch(
    whole(gnu),
    / -Wl,--whole-archive x\.rlib -Wl,--no-whole-archive /,
  );
});

Deno.test("patch link: aliases are one more input", () => {
  const call = patchLink(read(lld), { ...PATCH, aliases: "x.aliases" });
  assertEquals(call.args.slice(-4, -2), [BUILTINS, "x.aliases"]);
});

Deno.test("patch link: each alias is one quoted line", () => {
  assertEquals(aliasScript([]), "");
  assertEquals(
    aliasScript(["a::F", "b::S::g"]),
    `"_CHAUD::a::F" = "_CHAUD_INIT::a::F";\n` +
      `"_CHAUD::b::S::g" = "_CHAUD_INIT::b::S::g";\n`,
  );
});

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
  const line = {
    ...readLinkLine(recorded, "cc", rustLld, path),
    builtins: await builtinsOfToolchain(),
  };
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

async function builtinsOfToolchain(): Promise<string[]> {
  const folder = join(dirname(dirname(toolchainLld)), "lib");
  const files = await Array.fromAsync(Deno.readDir(folder));
  const found = files.find(({ name }) => /^libcompiler_builtins-/.test(name));
  return found ? [join(folder, found.name)] : [];
}

const LINKERS: [name: string, recorded: string[], needs: Need[]][] = [
  ["the toolchain's lld", lld, ["Linux", "rust-lld"]],
  ["GNU ld behind cc", gnu, ["Linux"]],
  ["mold", mold, ["Linux", "mold"]],
];

for (const [name, recorded, needs] of LINKERS) {
  const rustLld = recorded === lld ? toolchainLld : undefined;

  await testNeeding(
    needs,
    `patch link: ${name} makes a dylib that names its new items`,
    async () => {
      assertEquals(await link(recorded, rustLld, false), {
        defined: [ITEM, ITEM.replace("_CHAUD", "_CHAUD_INIT"), "sum"].sort(),
        needed: ["_CHAUD::leaf::OLD"],
        hasDebugInfo: false,
      });
    },
  );

  await testNeeding(
    needs,
    `patch link: ${name} keeps debug info where it is wanted`,
    async () => {
      const { hasDebugInfo } = await link(recorded, rustLld, true);
      assertEquals(hasDebugInfo, true);
    },
  );
}

Deno.test("link call: a version script hides symbols by name, or all", () => {
  const check = (symbols: Parameters<typeof hidingScript>[0], lines: string) =>
    assertEquals(hidingScript(symbols), `{ local:\n${lines}};\n`);
  check(["a", "*"], `"a";\n"*";\n`);
  check(ALL_SYMBOLS, "*;\n");
});
