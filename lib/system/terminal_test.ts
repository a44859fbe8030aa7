import { assertEquals } from "@std/assert";
import { isRaw } from "./terminal.ts";

Deno.test("terminal: raw is what gives every key to the program", () => {
  const rest = ":3:1c:7f:15:4:0:1:0:11:13:1a:0:12:f:17:16:0:0:0\n";
  assertEquals(isRaw(`500:5:bf:8a3b${rest}`), false);
  assertEquals(isRaw(`0:4:bf:a30${rest}`), true);
  // Only the echo is off, as for a password.
  assertEquals(isRaw(`500:5:bf:8a33${rest}`), false);
  assertEquals(isRaw("gfmt1:cflag=4b00:iflag=6b02"), false);
  assertEquals(isRaw(""), false);
});
