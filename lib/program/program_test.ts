/** A fake runtime talks to the driver over a real socket. */

import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import type { LoggedPatch } from "./patch_log.ts";
import { Program, ProgramGoneError } from "./program.ts";
import { Listener } from "./socket.ts";
import { VERSION } from "../version.ts";

/** The runtime's end. */
class Runtime {
  readonly #conn: Deno.UnixConn;
  #rest = "";
  #isClosed = false;

  constructor(conn: Deno.UnixConn) {
    this.#conn = conn;
  }

  async say(...fields: (string | number)[]): Promise<void> {
    await this.sayRaw(fields.join("\t") + "\n");
  }

  async sayRaw(text: string): Promise<void> {
    let rest = new TextEncoder().encode(text);
    while (rest.length > 0) {
      rest = rest.subarray(await this.#conn.write(rest));
    }
  }

  /** The next line from the driver; undefined when it closed. */
  async hear(): Promise<string | undefined> {
    while (!this.#rest.includes("\n")) {
      const buffer = new Uint8Array(65536);
      const count = await this.#conn.read(buffer);
      if (count === null) return undefined;
      this.#rest += new TextDecoder().decode(buffer.subarray(0, count));
    }
    const at = this.#rest.indexOf("\n");
    const line = this.#rest.slice(0, at);
    this.#rest = this.#rest.slice(at + 1);
    return line;
  }

  async closeWrite(): Promise<void> {
    await this.#conn.closeWrite();
  }

  close(): void {
    if (!this.#isClosed) this.#conn.close();
    this.#isClosed = true;
  }
}

type Talk = (
  runtime: Runtime,
  greeted: Promise<Program | undefined>,
) => Promise<void>;

/** Connects a fake runtime, and gives both ends to the talk. */
async function connected(talk: Talk): Promise<void> {
  const folder = await Deno.makeTempDir();
  const path = join(folder, "socket");
  const listener = new Listener(path);
  const connections = listener.connections();
  const runtime = new Runtime(await Deno.connect({ transport: "unix", path }));
  const { value: connection } = await connections.next();
  try {
    await talk(runtime, Program.greet(connection));
  } finally {
    connection.close();
    runtime.close();
    listener.close();
    assertEquals((await connections.next()).done, true);
    await Deno.remove(folder, { recursive: true });
  }
}

const HELLO = ["hello", 1, "0.1.0", 42, "/home/me/app", "/home/me/Cargo.toml"];

/** As {@linkcode connected}, past the greeting. */
function attached(
  talk: (runtime: Runtime, program: Program) => Promise<void>,
): Promise<void> {
  return connected(async (runtime, greeted) => {
    await runtime.say(...HELLO);
    assertEquals(await runtime.hear(), `welcome\t1\t${VERSION}`);
    const program = await greeted;
    if (!program) throw new Error("The program was not accepted");
    await talk(runtime, program);
  });
}

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
