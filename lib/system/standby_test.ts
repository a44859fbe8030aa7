import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { type Call, runLines } from "./process.ts";
import { Standby } from "./standby.ts";

/** Says what it was started with and what it was told. */
const PROGRAM = `#!/bin/sh
echo "$$ $*" >&2
while read -r line; do printf '[%s]\\n' "$line" >&2; done
`;

interface Tools {
  call: Call;
  /** Has a process wait: for such a call, unless another is given. */
  expect(call?: Partial<Call>): void;
  run(call: Call): Promise<string[]>;
}

async function check(test: (tools: Tools) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  const standby = new Standby();
  try {
    const program = join(folder, "program");
    await Deno.writeTextFile(program, PROGRAM, { mode: 0o755 });
    const argumentFile = { after: 0, escaped: false };
    const place = { program, env: { A: "1" }, cwd: folder, argumentFile };
    await test({
      call: { ...place, args: ["a b", "c\\d"] },
      expect: (other = {}) => standby.prepare({ ...place, args: [], ...other }),
      async run(call) {
        const said: string[] = [];
        const onLine = (line: string) => said.push(line);
        await runLines(call, { onLine, child: await standby.take(call) });
        return said.map((line) => line.replace(/^\d+ /, ""));
      },
    });
  } finally {
    await standby.close();
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("standby: a process that waits is told the arguments", async () => {
  await check(async ({ call, expect, run }) => {
    expect();
    expect();
    assertEquals(await run(call), ["@/dev/stdin", "[a b]", "[c\\d]"]);
    // There was one.
    assertEquals(await run(call), ["a b c\\d"]);
  });
});

Deno.test("standby: one that waits in a folder that is gone is not asked", async () => {
  await check(async ({ call, expect, run }) => {
    const cwd = join(call.cwd, "inside");
    await Deno.mkdir(cwd);
    expect({ cwd });
    await Deno.remove(cwd);
    await Deno.mkdir(cwd);
    assertEquals(await run({ ...call, cwd }), ["a b c\\d"]);
  });
});

Deno.test("standby: one that does not listen is ended when it is not wanted", async () => {
  const standby = new Standby();
  const argumentFile = { after: 2, escaped: false };
  const program = { program: "/bin/sh", env: {}, cwd: "/", argumentFile };
  const first = ["-c", "kill -STOP $$"];
  standby.prepare({ ...program, args: first });
  const controller = new AbortController();
  // More than a pipe takes.
  const args = [...first, "a".repeat(1 << 20)];
  const taken = standby.take({ ...program, args }, controller.signal);
  controller.abort();
  assertEquals(await taken, undefined);
  await standby.close();
});

Deno.test("standby: what is special can be escaped", async () => {
  await check(async ({ call, expect, run }) => {
    expect();
    const argumentFile = { after: 0, escaped: true };
    const said = await run({ ...call, argumentFile });
    assertEquals(said, ["@/dev/stdin", "[a\\ b]", "[c\\\\d]"]);
  });
});

Deno.test("standby: another call starts a process of its own", async () => {
  await check(async ({ call, expect, run }) => {
    expect();
    const alone = ["a b c\\d"];
    assertEquals(await run({ ...call, cwd: "/" }), alone);
    assertEquals(await run({ ...call, env: {} }), alone);
    assertEquals(await run({ ...call, args: ["a\nb"] }), ["a", "b"]);
    const { argumentFile: _, ...plain } = call;
    assertEquals(await run(plain), alone);
  });
});

Deno.test("standby: what cannot be started is left to the call", async () => {
  await check(async ({ call, expect, run }) => {
    await Deno.remove(call.program);
    expect();
    await Deno.writeTextFile(call.program, PROGRAM, { mode: 0o755 });
    assertEquals(await run(call), ["a b c\\d"]);
  });
});

Deno.test("standby: one that waits is not in the way of another", async () => {
  await check(async ({ call, expect, run }) => {
    expect();
    expect({ cwd: "/" });
    for (const cwd of ["/", call.cwd]) {
      assertEquals((await run({ ...call, cwd }))[0], "@/dev/stdin");
    }
  });
});

Deno.test("standby: who has waited longest without need makes room", async () => {
  await check(async ({ call, expect, run }) => {
    const folders = Array.from({ length: 9 }, (_, i) => join(call.cwd, `${i}`));
    for (const cwd of folders) {
      await Deno.mkdir(cwd);
      expect({ cwd });
    }
    const waited = [];
    for (const cwd of folders) {
      const [first] = await run({ ...call, cwd });
      waited.push(first === "@/dev/stdin");
    }
    assertEquals(waited, [false, ...Array(8).fill(true)]);
  });
});
