/** Makes the links of test programs from what rustc gave to the linker. */

import { assert, assertEquals } from "@std/assert";
import { readLinkLine } from "./rustc/link_line.ts";
import {
  canBeInParts,
  linkExecutable,
  linkWhole,
  otherLibraries,
  type TestLink,
} from "./test_link.ts";

const ARGS = [
  ...["-m64", "/target/debug/deps/rustc1/symbols.o"],
  ...["/target/debug/deps/app-1.a.rcgu.o", "-Wl,--as-needed", "-Wl,-Bstatic"],
  ...["/target/debug/deps/libleaf-2.rlib", "/target/debug/deps/liblog-3.rlib"],
  "/rust/lib/libcompiler_builtins-4.rlib",
  ...["-Wl,-Bdynamic", "-lgcc_s", "-lc", "-L", "/rust/lib"],
  ...["-o", "/target/debug/deps/app-1", "-Wl,--gc-sections", "-pie"],
  "-Wl,-z,relro,-z,now",
];

function linkOf(...more: string[]): TestLink {
  const args = [...ARGS, ...more];
  const lld = "/rust/rustlib/x86_64-unknown-linux-gnu/bin/rust-lld";
  const line = readLinkLine(args, "cc", lld, "/usr/bin");
  return { args, line, kept: ["/kept-0.o"], debugInfo: false };
}

const isOwn = (unit: string) => unit === "leaf-2";

Deno.test("test link: the executable holds its own objects, and says where the rest is", () => {
  const places = ["/parts/leaf-2.place.so"];
  const { program, args } = linkExecutable(linkOf(), ["/new.o"], {
    places,
    output: "/out/app",
  });
  assertEquals(program, "cc");
  assertEquals(args[0], "/new.o");
  for (const part of [...places, "-pie", "-lgcc_s", "-L", "/rust/lib"]) {
    assert(args.includes(part), part);
  }
  // What is hidden in it cannot be had from elsewhere.
  const rlibs = args.filter((arg) => arg.endsWith(".rlib"));
  assertEquals(rlibs, ["/rust/lib/libcompiler_builtins-4.rlib"]);
  assert(!args.some((arg) => /rcgu|symbols\.o|gc-sections|now/.test(arg)));
  assertEquals(args.slice(-2), ["-o", "/out/app"]);
  assertEquals(args.filter((arg) => arg === "-o").length, 1);
});

Deno.test("test link: as one file, crates of the workspace are their newest objects", () => {
  const { args } = linkWhole(linkOf(), ["/new.o"], {
    objectsOf: (unit) => isOwn(unit) ? ["/leaf.o"] : undefined,
    output: "/out/app",
  });
  assertEquals(args.slice(0, 2), ["/new.o", "/kept-0.o"]);
  assert(args.includes("/leaf.o") && args.includes("-Wl,--gc-sections"));
  assert(!args.some((arg) => arg.includes("libleaf")));
  assert(args.some((arg) => arg.includes("liblog")));
});

Deno.test("test link: what is not of the workspace is one library", () => {
  assertEquals(otherLibraries(linkOf(), isOwn), [
    "/target/debug/deps/liblog-3.rlib",
    "/rust/lib/libcompiler_builtins-4.rlib",
  ]);
});

Deno.test("test link: some switches ask for one file", () => {
  assert(canBeInParts(linkOf()));
  for (
    const words of [
      ["-static-pie"],
      ["-Wl,--version-script=/a.map"],
      ["-Wl,-Bstatic", "-lz"],
      ["/native/libz.a"],
      ["-T", "/link.ld"],
    ]
  ) assert(!canBeInParts(linkOf(...words)), words.join(" "));
});
