import { assertEquals, assertMatch } from "@std/assert";
import { type LinkLine, readLinkLine } from "./link_line.ts";
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

Deno.test("link line: what the compiler calls by itself is in one library", () => {
  const [path = ""] = read(lld).builtins;
  assertMatch(path, /\/libcompiler_builtins-0+22\.rlib$/);
  assertEquals(read(gnu).builtins, [path]);
  assertEquals(read(["/w/libmy_compiler_builtins-1.rlib"]).builtins, []);
});

Deno.test("link line: switches that choose the target are kept", () => {
  const target = (...args: string[]) => read(args).target;
  assertEquals(read(gnu).target, ["-m64"]);
  assertEquals(target("--target=aarch64-linux-gnu", "-lm", "-lc"), [
    "--target=aarch64-linux-gnu",
  ]);
  assertEquals(target("-target", "x86_64", "-pie"), ["-target", "x86_64"]);
});

Deno.test("link line: wrapped symbols are found however they are written", () => {
  const args = [
    ..."-Wl,-O1,--wrap=open -lc -Wl,--wrap,read -Xlinker --wrap".split(" "),
    ..."-Xlinker close -Wl,-wrap=write --wrap=cc".split(" "),
  ];
  assertEquals(read(args).wrapped, ["open", "read", "close", "write"]);
  assertEquals(read(lld).wrapped, []);
});
