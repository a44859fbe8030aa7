import { assertEquals } from "@std/assert";
import { eventLine, Journal } from "./journal.ts";

Deno.test("journal: who comes later hears all of it, and then what comes", async () => {
  const journal = new Journal();
  journal.add({ event: "warm" });
  const reader = journal.follow().getReader();
  journal.add({ event: "idle" });
  const next = async () => (await reader.read()).value?.event;
  assertEquals([await next(), await next()], ["warm", "idle"]);
  journal.end();
  assertEquals(await next(), undefined);
  const late = await Array.fromAsync(journal.follow());
  assertEquals(late.map(({ event }) => event), ["warm", "idle"]);
});

Deno.test("journal: who leaves is told nothing more", async () => {
  const journal = new Journal();
  await journal.follow().cancel();
  journal.add({ event: "idle" });
  assertEquals(journal.past.length, 1);
});

Deno.test("journal: the first and the latest are kept, each a line of its own", () => {
  const journal = new Journal();
  for (let i = 0; i < 1005; i++) {
    journal.add({ event: "progress", line: `${i}\n` });
  }
  const [first, second] = journal.past;
  assertEquals(journal.past.length, 1000);
  assertEquals(first?.event === "progress" && first.line, "0\n");
  const line = second && eventLine(second);
  assertEquals(line?.indexOf("\n"), line && line.length - 1);
  assertEquals(JSON.parse(line ?? "").line, "6\n");
});
