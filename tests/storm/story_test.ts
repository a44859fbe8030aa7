import { assertEquals } from "@std/assert";
import { Transcript } from "../harness/transcript.ts";
import { Story } from "./story.ts";

const LINES = `    Watching 2 crates (app, engine)
the reload build is ready
{"kind":"live","files":[],"total":90}
nothing is left to do
{"kind":"fault","reason":"space","files":[],"total":3}
{"kind":"unchanged","files":[],"total":2}
nothing is left to do
`;

async function transcriptOf(text: string): Promise<Transcript> {
  const transcript = new Transcript();
  const bytes = new Blob([text]).stream();
  await transcript.follow("stderr", bytes);
  return transcript;
}

Deno.test("Story: each fault is told once", async () => {
  const story = new Story(await transcriptOf(LINES));
  assertEquals(story.faults(), [LINES.split("\n")[4]]);
  assertEquals(story.faults(), []);
});

Deno.test("Story: finds reports, and where the driver is done", async () => {
  const story = new Story(await transcriptOf(LINES));
  assertEquals(story.length, 7);
  assertEquals(await story.settled(2, 1000), 3);
  assertEquals(story.lastKind(0, 3), "live");
  assertEquals(story.lastKind(3, 6), "unchanged");
  assertEquals(story.lastKind(0, 1), undefined);
  assertEquals(story.end(1), "stderr | nothing is left to do");
});
