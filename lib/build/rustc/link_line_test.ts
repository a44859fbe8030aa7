import { assertEquals, assertMatch } from "@std/assert";
import {
  aliasScript,
  type LinkLine,
  type PatchLink,
  patchLink,
  readLinkLine,
} from "./link_line.ts";
import gnu from "../testdata/link_gnu.json" with { type: "json" };
import lld from "../testdata/link_lld.json" with { type: "json" };
import mold from "../testdata/link_mold.json" with { type: "json" };

const RUST_LLD = "/home/user/.rustup/toolchains/stable/lib/rustlib/" +
  "x86_64-unknown-linux-gnu/bin/rust-lld";

/** Not recorded: written from what rustc's documentation says of Apple's. */
const DARWIN = [
  "-Wl,-exported_symbols_list",
  "-Wl,/home/user/project/.rustc/list",
  "/home/user/project/.rustc/symbols.o",
  "/home/user/project/target/debug/deps/main-1.0.rcgu.o",
  "/home/user/project/target/debug/deps/libleaf-1.rlib",
  "-lSystem",
  "-lc",
  "-lm",
  "-arch",
  "arm64",
  "-mmacosx-version-min=11.0.0",
  "-o",
  "/home/user/project/target/debug/deps/main-1",
  "-Wl,-dead_strip",
  "-nodefaultlibs",
];

interface Toolchain {
  driver?: string;
  rustLld?: string;
}

function read(args: string[], toolchain: Toolchain = {}): LinkLine {
  const { driver = "cc", rustLld } = toolchain;
  return readLinkLine(args, driver, rustLld, "/bin");
}

function check(
  args: string[],
  toolchain: Toolchain,
  flavor: LinkLine["flavor"],
  linker: string,
) {
  const line = read(args, toolchain);
  assertEquals([line.flavor, line.linker], [flavor, linker]);
}

Deno.test("link line: rustc's default names its own lld", () => {
  check(lld, {}, "lld", RUST_LLD);
});

Deno.test("link line: the toolchain's lld links patches over GNU ld's base", () => {
  check(gnu, { rustLld: "/toolchain/rust-lld" }, "lld", "/toolchain/rust-lld");
});

Deno.test("link line: without an lld, the configured driver links", () => {
  check(gnu, {}, "driver", "cc");
  check(gnu, { driver: "clang" }, "driver", "clang");
});

Deno.test("link line: mold is called directly, by its path if that is given", () => {
  check(mold, { rustLld: "/toolchain/rust-lld" }, "mold", "mold");
  check(["--ld-path=/opt/bin/mold"], {}, "mold", "/opt/bin/mold");
});

Deno.test("link line: the last of several choices wins", () => {
  check(["-fuse-ld=mold", "-fuse-ld=lld"], { rustLld: "l" }, "lld", "l");
  check(["-fuse-ld=lld", "-fuse-ld=mold"], { rustLld: "l" }, "mold", "mold");
});

Deno.test("link line: Apple's linker is reached through its driver", () => {
  check(DARWIN, { rustLld: "/toolchain/rust-lld" }, "darwin", "cc");
  assertEquals(read(DARWIN).target, [
    "-arch",
    "arm64",
    "-mmacosx-version-min=11.0.0",
  ]);
});

Deno.test("link line: switches that choose the target are kept", () => {
  const target = (...args: string[]) => read(args).target;
  assertEquals(read(gnu).target, ["-m64"]);
  assertEquals(target("--target=aarch64-linux-gnu", "-lm", "-lc"), [
    "--target=aarch64-linux-gnu",
  ]);
  assertEquals(target("-target", "x86_64", "-pie"), ["-target", "x86_64"]);
});

const PATCH = {
  objects: ["a.o", "b c.o"],
  output: "/session/patch-1-leaf.so",
  debugInfo: false,
};
const RUST_LLD_FIRST = "-flavor gnu -m elf_x86_64".split(" ");
const ELF = "-shared -Bsymbolic -z norelro --eh-frame-hdr".split(" ");
const END = ["a.o", "b c.o", "-o", "/session/patch-1-leaf.so"];

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
  const wl = "-Wl,-Bsymbolic,-z,norelro,--eh-frame-hdr,-S";
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
  assertEquals(call.args.slice(-5, -2), ["a.o", "b c.o", "x.aliases"]);
});

Deno.test("patch link: each alias is one quoted line", () => {
  assertEquals(aliasScript([]), "");
  assertEquals(
    aliasScript(["a::F", "b::S::g"]),
    `"_CHAUD::a::F" = "_CHAUD_INIT::a::F";\n` +
      `"_CHAUD::b::S::g" = "_CHAUD_INIT::b::S::g";\n`,
  );
});
