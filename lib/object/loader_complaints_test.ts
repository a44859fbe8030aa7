import { assertEquals } from "@std/assert";
import { canTrace, lacksIn, newLacks } from "./loader_complaints.ts";

function shown(written: string): string[] {
  return lacksIn(written).map(({ kind, name }) => `${kind} ${name}`);
}

Deno.test("loader: glibc names each symbol, with its version and file", () => {
  const written = [
    "undefined symbol: _ZN4leaf4goneE\t(/t/debug/deps/leaf.so)",
    "undefined symbol: vv, version V1\t(./app)",
    "undefined symbol: vv, version V1\t(./other.so)",
    "symbol lookup: undefined symbol is no such line",
    "",
  ];
  assertEquals(shown(written.join("\n")), [
    "symbol _ZN4leaf4goneE",
    "symbol vv",
  ]);
});

Deno.test("loader: glibc names files and versions that are not found", () => {
  const written = [
    "\tliby.so => not found",
    "\tlibc.so.6 => /lib/libc.so.6 (0x00007f175d418000)",
    "/t/app: error while loading shared libraries: libx.so.1: cannot open " +
    "shared object file: No such file or directory",
    "/t/app: /t/libv.so: version `V1' not found (required by /t/app)",
  ];
  assertEquals(shown(written.join("\n")), [
    "library liby.so",
    "library libx.so.1",
    "library version `V1' not found",
  ]);
});

Deno.test("loader: musl's words are others", () => {
  const written = [
    "Error loading shared library libx.so: No such file or directory " +
    "(needed by /t/app)",
    "Error relocating /t/app: gone: symbol not found",
  ];
  assertEquals(shown(written.join("\n")), ["library libx.so", "symbol gone"]);
});

Deno.test("loader: what was lacking before does not count", () => {
  const before = lacksIn("undefined symbol: old\t(/t/a.so)");
  const now = lacksIn(
    "undefined symbol: old\t(/t/b.so)\nundefined symbol: gone\t(/t/b.so)",
  );
  assertEquals(newLacks(before, now), [{ kind: "symbol", name: "gone" }]);
  assertEquals(newLacks(before, undefined), []);
  assertEquals(newLacks(undefined, now), [], "it may have been lacking");
});

Deno.test("loader: only one that knows the variable is asked by it", () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  assertEquals(canTrace(bytes("\x7fELF\0WARN\0TRACE_LOADED_OBJECTS\0")), true);
  assertEquals(canTrace(bytes("\x7fELF\0LD_LIBRARY_PATH\0--list\0")), false);
});
