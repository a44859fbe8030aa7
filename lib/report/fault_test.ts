import { assertEquals, assertStringIncludes } from "@std/assert";
import { Fault, faultOf, faultReport } from "./fault.ts";
import type { FaultReason } from "./report.ts";
import { fault } from "./reload_messages.ts";

function check(
  said: string[],
  expected: FaultReason | undefined,
  code = 1,
  signal: string | null = null,
) {
  const found = faultOf("rustc", { code, signal, said });
  assertEquals(found?.reason, expected);
}

Deno.test("fault: what a process says of itself, not of the sources", () => {
  check([], "killed", 137, "SIGKILL");
  check([], "space", 135, "SIGBUS");
  check(["collect2: fatal error: ld terminated with signal 9"], "killed");
  check(["thread 'rustc' panicked at …"], "crash", 101);
  const bug = "error: internal compiler error: no\n --> a.rs:1:1";
  check([bug], "crash");
  check(["error: failed to write a.o: No space left on device"], "space");
  check(["error: couldn't create a temp dir: … (os error 27)"], "space");
  check(["rust-lld: error: cannot open a.so: Read-only file system"], "access");
});

Deno.test("fault: what points at the sources is about them", () => {
  const text = "error: couldn't read `a.txt`: Permission denied (os error 13)";
  check([`${text}\n --> a.rs:1:9\n  |`], undefined);
  check(["error[E0308]: mismatched types\n --> a.rs:1:9"], undefined);
  check(["rust-lld: error: undefined symbol: a"], undefined);
});

Deno.test("fault: a report tells what happened, and what to do", () => {
  const told = (error: unknown) => {
    const report = faultReport(error, ["/a/src/lib.rs"], 0);
    assertEquals(report.kind, "fault");
    if (report.kind !== "fault") throw new Error("another kind");
    const { text, note } = fault(report, "/a", "never");
    return `${report.reason}: ${text}\n${note}`;
  };
  assertEquals(
    told(new Fault("gone", ["/a/target/b.rlib"])),
    `gone: src/lib.rs: files of the program's build are gone (did \`cargo clean\` run?):
  /a/target/b.rlib
restart \`chaud run\` to have them built again; the program goes on with the code it has`,
  );
  const full = Object.assign(new Error("no room"), { code: "ENOSPC" });
  const cause = new Error("Cannot write `b`", { cause: full });
  assertStringIncludes(told(cause), "space: src/lib.rs: there");
  const name = "Cannot read `(os error 28)`: Permission denied";
  assertStringIncludes(told(new Error(name)), "other: src/lib.rs: hot");
  const damaged = Object.assign(new Error("cut short"), { fault: "damaged" });
  assertStringIncludes(told(damaged), "damaged: src/lib.rs: the patch");
  assertStringIncludes(told(new TypeError("no")), "other: src/lib.rs: hot");
  assertStringIncludes(told("no"), "\n  no\n");
});
