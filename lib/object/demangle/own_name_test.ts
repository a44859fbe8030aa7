import { assertEquals } from "@std/assert";
import { isNamed, ownName } from "./own_name.ts";

const IMPL = "_$LT$demo..Square$u20$as$u20$demo..Shape$GT$";

Deno.test("own name: of both kinds of symbols, and of others", () => {
  for (
    const [symbol, name] of [
      [`_ZN${IMPL.length}${IMPL}4area17h0123456789abcdefE`, "area"],
      ["_ZN4demo4help17h0123456789abcdefE", "help"],
      ["_ZN4demo4help17h0123456789abcdefE.llvm.123", "help"],
      ["_RNvMCsl5hcw3a1e8G_4demoNtB2_6Square4edge", "edge"],
      ["_RNvCsl5hcw3a1e8G_4demo4help", "help"],
      ["_RINvCsl5hcw3a1e8G_4demo7genericmECs1_4main", "generic"],
      ["exported", "exported"],
      // Not of Rust: there is no hash.
      ["_ZN3foo3barEv", "_ZN3foo3barEv"],
    ]
  ) assertEquals(ownName(symbol ?? ""), name);
});

Deno.test("own name: whether it is that of a symbol", () => {
  const greet = "_RNvCsl5hcw3a1e8G_4demo5greet";
  assertEquals(isNamed(greet, "greet"), true);
  assertEquals(isNamed(greet, "demo"), false);
  assertEquals(isNamed(greet, "other"), false);
  // Punycode, as the newer names have it.
  const accented = "_RNvCsl5hcw3a1e8G_4demou7caf_dma";
  assertEquals(isNamed(accented, ownName(accented)), true);
});
