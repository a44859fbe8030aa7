import { assertEquals } from "@std/assert";
import { Handover } from "./handover.ts";

Deno.test("handover: what was lost is known at once", async () => {
  const handover = new Handover();
  handover.prepare(["/w/a.rs"])();
  assertEquals(await handover.lost(Promise.resolve(true)), ["/w/a.rs"]);
});

Deno.test("handover: what was taken is reported before it is asked about", async () => {
  const story: string[] = [];
  const handover = new Handover();
  handover.prepare(["/w/a.rs"])();
  const asked = handover.lost(Promise.resolve(false)).then((files) =>
    story.push(`lost ${files}`)
  );
  await Promise.resolve();
  story.push("reported");
  handover.end();
  await asked;
  assertEquals(story, ["reported", "lost undefined"]);
});

Deno.test("handover: nothing is waited for where nothing is on its way", async () => {
  assertEquals(await new Handover().lost(Promise.resolve(false)), undefined);
});
