import { assertEquals } from "@std/assert";
import { capture, runLines, startWaiting } from "./process.ts";
import { commandLine, trace, traceTo } from "./trace.ts";

/** What is told while something goes on. */
async function told(work: () => Promise<unknown>): Promise<string[]> {
  const texts: string[] = [];
  traceTo((text) => texts.push(text));
  try {
    await work();
  } finally {
    traceTo(undefined);
  }
  return texts;
}

Deno.test("trace: nobody need listen, and the text is not made then", async () => {
  trace(() => {
    throw new Error("made");
  });
  const texts = await told(() => Promise.resolve(trace(() => "a")));
  assertEquals(texts, ["a"]);
});

Deno.test("trace: a command can be given to a shell", () => {
  const args = ["-C", "a=b,c", "it's", "", "$HOME"];
  assertEquals(
    commandLine({ program: "rustc", args, cwd: "/ws" }),
    String.raw`(in /ws) rustc -C a=b,c 'it'\''s' '' '$HOME'`,
  );
});

Deno.test("trace: every process is told of, one that waited once it has its arguments", async () => {
  const call = { program: "/bin/sh", args: ["-c", ":"], env: {}, cwd: "/" };
  const onLine = () => {};
  assertEquals(await told(() => capture("/bin/sh", ["-c", ":"], "/")), [
    "(in /) /bin/sh -c :",
  ]);
  assertEquals(await told(() => runLines(call, { onLine })), [
    "(in /) /bin/sh -c :",
  ]);
  const waiting = { ...call, program: "/bin/echo", args: ["a", "b"] };
  const texts = await told(async () => {
    const child = startWaiting(waiting, 1);
    child.ref();
    await child.stdin.close();
    await runLines(waiting, { onLine, child });
  });
  assertEquals(texts, ["(in /) /bin/echo a b"]);
});
