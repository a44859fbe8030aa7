import { assertEquals } from "@std/assert";
import { isAllocator, isAllocatorShim, undefine } from "./allocator.ts";
import type { ElfSymbol } from "./elf.ts";

const RUSTC = "_RNvCs5QKde7ScR4H_7___rustc";

function define(name: string): ElfSymbol {
  const kind = "function";
  const none = { value: 0, size: 0, section: 0, place: 0 };
  return { name, defined: true, binding: "global", kind, ...none };
}

Deno.test("allocator: its functions, mangled or not", () => {
  const check = (name: string, expected: boolean) =>
    assertEquals(isAllocator(define(name)), expected, name);
  check(`${RUSTC}12___rust_alloc`, true);
  check(`${RUSTC}14___rust_dealloc`, true);
  check(`${RUSTC}19___rust_alloc_zeroed`, true);
  check("__rust_alloc", true);
  check(`${RUSTC}26___rust_alloc_error_handler`, false);
  check(`${RUSTC}11___rdl_alloc`, false);
  check("__rust_alloc_error_handler", false);
  check("my__rust_alloc", false);
  const needed = { ...define(`${RUSTC}12___rust_alloc`), defined: false };
  assertEquals(isAllocator(needed), false);
});

Deno.test("allocator: the shim is known by what it defines", () => {
  const check = (names: string[], expected: boolean) =>
    assertEquals(isAllocatorShim(names.map(define)), expected);
  const alloc = `${RUSTC}12___rust_alloc`;
  check([alloc, `${RUSTC}14___rust_realloc`], true);
  check(["__rust_alloc"], true);
  // Where `#[global_allocator]` stands, there is the user's code as well.
  check([alloc, "_ZN4main4step17h0123456789abcdefE"], false);
  check([`${RUSTC}26___rust_alloc_error_handler`], false);
  check([], false);
});

Deno.test("allocator: an undefined symbol keeps nothing but its name", () => {
  const bytes = new Uint8Array(32).fill(7);
  undefine(bytes, [{ ...define("x"), place: 4 }]);
  assertEquals([...bytes.subarray(0, 8)], Array(8).fill(7));
  assertEquals(bytes[8], 0x10);
  assertEquals([...bytes.subarray(9, 28)], Array(19).fill(0));
  assertEquals([...bytes.subarray(28)], Array(4).fill(7));
});
