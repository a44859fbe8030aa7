/** A fake runtime talks to the driver over a real socket. */

import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import {
  attached,
  connected,
  HELLO,
} from "../../tests/harness/fake_runtime.ts";
import type { LoggedPatch } from "./patch_log.ts";
import { ProgramGoneError } from "./program.ts";

Deno.test("program: is known by what it says of itself", async () => {
  await attached((_, program) => {
    const { pid, executable } = program;
    assertEquals({ pid, executable }, { pid: 42, executable: "/home/me/app" });
    return Promise.resolve();
  });
});

Deno.test("program: another protocol is told so, and let go", async () => {
  await connected(async (runtime, greeted) => {
    await runtime.say("hello", 2, "9.0.0", 42, "/app", "/Cargo.toml");
    const goodbye = await runtime.hear();
    assertStringIncludes(goodbye ?? "", "goodbye\t");
    assertStringIncludes(goodbye ?? "", "chaud-live-runtime 9.0.0 speaks 2");
    assertEquals(await greeted, undefined);
    assertEquals(await runtime.hear(), undefined);
  });
});

Deno.test("program: what does not greet is let go", async () => {
  await connected(async (runtime, greeted) => {
    await runtime.say("GET / HTTP/1.1");
    assertEquals(await greeted, undefined);
    assertEquals(await runtime.hear(), undefined);
  });
});

Deno.test("program: a greeting whose numbers are none is no greeting", async () => {
  const [verb, , version, , ...paths] = HELLO;
  const wrong = [["one", 42], ["", 42], [1, ""], [1, -1], [1, 0], [1, 1e30]];
  for (const [protocol = "", pid = ""] of wrong) {
    await connected(async (runtime, greeted) => {
      await runtime.say(verb ?? "", protocol, version ?? "", pid, ...paths);
      assertEquals(await greeted, undefined);
      assertEquals(await runtime.hear(), undefined);
    });
  }
});

Deno.test("program: one that talks without end is let go", async () => {
  await attached(async (runtime, program) => {
    const missing = program.check(1, ["a"]);
    await runtime.hear();
    const talk = runtime.sayRaw("a".repeat(65 * 2 ** 20)).catch(() => {});
    await assertRejects(() => missing, ProgramGoneError, "pid 42");
    await program.gone;
    await talk;
    assertEquals(await runtime.hear().catch(() => undefined), undefined);
  });
});

Deno.test("program: what is said at once arrives one after the other", async () => {
  await attached(async (runtime, program) => {
    const long = "a".repeat(3 * 2 ** 20);
    const all = ["b", "c"].map((end) => program.log("info", `${long}${end}`));
    assertEquals(await runtime.hear(), `log\tinfo\t${long}b`);
    assertEquals(await runtime.hear(), `log\tinfo\t${long}c`);
    await Promise.all(all);
  });
});

Deno.test("program: is told what is said just before it is let go", async () => {
  await attached(async (runtime, program) => {
    program.log("error", "one");
    program.release();
    assertEquals(await runtime.hear(), "log\terror\tone");
    assertEquals(await runtime.hear(), undefined);
  });
});

Deno.test("program: one that does not read its log does not fill the driver", async () => {
  await attached(async (runtime, program) => {
    const text = "a".repeat(10_000);
    const all = Array.from(
      { length: 5000 },
      (_, i) => program.log("info", `${i} ${text}`),
    );
    let heard = 0;
    while (heard < 1000) {
      assertEquals(await runtime.hear(), `log\tinfo\t${heard++} ${text}`);
    }
    await Promise.all(all);
    program.release();
    assertEquals(await runtime.hear(), undefined);
  });
});

Deno.test("program: a greeting may come in pieces", async () => {
  await connected(async (runtime, greeted) => {
    const hello = HELLO.join("\t");
    await runtime.sayRaw(hello.slice(0, 9));
    await new Promise((resolve) => setTimeout(resolve, 10));
    await runtime.sayRaw(`${hello.slice(9)}\n`);
    assertEquals((await greeted)?.pid, 42);
  });
});

Deno.test("program: says which symbols it lacks", async () => {
  await attached(async (runtime, program) => {
    const missing = program.check(1, ["a", "b\tc"]);
    assertEquals(await runtime.hear(), "check\t1\ta\tb\\tc");
    await runtime.say("missing", 1, "b\\tc");
    assertEquals(await missing, ["b\tc"]);
  });
});

Deno.test("program: many symbols go over whole", async () => {
  await attached(async (runtime, program) => {
    const symbols = Array.from({ length: 20_000 }, (_, i) => `symbol ${i}`);
    const missing = program.check(1, symbols);
    const line = await runtime.hear();
    assertEquals(line, ["check", 1, ...symbols].join("\t"));
    await runtime.say("missing", 1, ...symbols);
    assertEquals(await missing, symbols);
  });
});

function step(number: number, ...paths: string[]): LoggedPatch {
  return { number, paths, redirections: [], withheld: [] };
}

Deno.test("program: refuses a patch with its reasons", async () => {
  await attached(async (runtime, program) => {
    const answer = program.load(step(7, "/session/a.so", "/session/b.so"));
    assertEquals(await runtime.hear(), "load\t7\t/session/a.so\t/session/b.so");
    await runtime.say("refused", 7, "type", "a::X: u8 → u16");
    assertEquals(await answer, {
      verb: "refused",
      patch: 7,
      reason: "type",
      details: ["a::X: u8 → u16"],
    });
  });
});

Deno.test("program: is told first what goes with a patch", async () => {
  await attached(async (runtime, program) => {
    const answer = program.load({
      ...step(7, "/session/a.so"),
      withheld: ["*"],
      sums: { "/session/a.so": "00f1d2c3b4a59687" },
    });
    assertEquals(await runtime.hear(), "keep\t7\t*");
    assertEquals(
      await runtime.hear(),
      "checksum\t7\t/session/a.so\t00f1d2c3b4a59687",
    );
    assertEquals(await runtime.hear(), "load\t7\t/session/a.so");
    await runtime.say("refused", 7, "load", "gone");
    assertEquals((await answer).verb, "refused");
  });
});

Deno.test("program: answers to other patches and unknown verbs are passed over", async () => {
  await attached(async (runtime, program) => {
    const missing = program.check(2, []);
    await runtime.hear();
    await runtime.say("missing", 1, "old");
    await runtime.say("telemetry", 2);
    await runtime.say("missing", 2, "new");
    assertEquals(await missing, ["new"]);
  });
});

Deno.test("program: who waits learns that it went away", async () => {
  await attached(async (runtime, program) => {
    const answer = program.load(step(1, "/session/a.so"));
    await runtime.hear();
    runtime.close();
    await assertRejects(() => answer, ProgramGoneError, "pid 42");
    await program.gone;
  });
});

Deno.test("program: who still sends learns that it went away", async () => {
  await attached(async (runtime, program) => {
    const symbols = Array.from({ length: 200_000 }, (_, i) => `symbol ${i}`);
    const missing = program.check(1, symbols);
    runtime.close();
    await assertRejects(() => missing, ProgramGoneError, "pid 42");
  });
});

Deno.test("program: one that goes away in two steps is gone all the same", async () => {
  await attached(async (runtime, program) => {
    const symbols = Array.from({ length: 200_000 }, (_, i) => `symbol ${i}`);
    const missing = program.check(1, symbols);
    await runtime.closeWrite();
    await program.gone;
    // A turn of the event loop, in which nothing may be left unhandled.
    await new Promise((resolve) => setTimeout(resolve));
    runtime.close();
    await assertRejects(() => missing, ProgramGoneError);
  });
});

Deno.test("program: who asks too late learns that it went away", async () => {
  await attached(async (runtime, program) => {
    runtime.close();
    await program.gone;
    await assertRejects(() => program.check(1, ["a"]), ProgramGoneError);
  });
});

Deno.test("program: can be let go on alone", async () => {
  await attached(async (runtime, program) => {
    program.release();
    assertEquals(await runtime.hear(), undefined);
    await program.gone;
  });
});
