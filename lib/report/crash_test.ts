import { assertEquals } from "@std/assert";
import { isCrash } from "./crash.ts";

Deno.test("crash: panics, and signals that nobody sent", () => {
  assertEquals(isCrash({ code: 101, signal: null }), true);
  assertEquals(isCrash({ code: 139, signal: "SIGSEGV" }), true);
  assertEquals(isCrash({ code: 134, signal: "SIGABRT" }), true);
});

Deno.test("crash: an exit code and Ctrl-C are ordinary ends", () => {
  assertEquals(isCrash({ code: 0, signal: null }), false);
  assertEquals(isCrash({ code: 1, signal: null }), false);
  assertEquals(isCrash({ code: 130, signal: "SIGINT" }), false);
  assertEquals(isCrash({ code: 143, signal: "SIGTERM" }), false);
});
