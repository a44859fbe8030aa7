import { assertEquals } from "@std/assert";
import { Screen } from "./screen.ts";

/** A terminal that is taken or free as a test says. */
function scene(isUntitled = true) {
  const terminal = { isTaken: false, shown: "" };
  const screen = new Screen({
    isTaken: () => Promise.resolve(terminal.isTaken),
    write: (text) => terminal.shown += text,
    isUntitled,
  });
  return { terminal, screen };
}

Deno.test("screen: what is said shows at once where the terminal is free", async () => {
  const { terminal, screen } = scene();
  screen.say("a\n");
  screen.say("b\n");
  await screen.look();
  assertEquals(terminal.shown, "a\nb\n");
});

Deno.test("screen: reports wait in order until it is free again", async () => {
  const { terminal, screen } = scene();
  terminal.isTaken = true;
  screen.say("a\n");
  await screen.look();
  screen.say("b\n");
  await screen.look();
  assertEquals(terminal.shown, "");
  terminal.isTaken = false;
  await screen.look();
  assertEquals(terminal.shown, "a\nb\n");
});

Deno.test("screen: at the end, everything shows", async () => {
  const { terminal, screen } = scene();
  terminal.isTaken = true;
  screen.say("a\n");
  await screen.look();
  screen.release();
  assertEquals(terminal.shown, "a\n");
  screen.say("b\n");
  assertEquals(terminal.shown, "a\nb\n");
});

Deno.test("screen: meanwhile the title tells, and is as it was in the end", async () => {
  const { terminal, screen } = scene(false);
  terminal.isTaken = true;
  screen.say("\x1b[1;92m    Reloaded\x1b[0m a.rs: f live in 5 ms\n");
  screen.say("debug: nothing is left to do\n");
  await screen.look();
  const first = "\x1b[22;2t\x1b]2;chaud: Reloaded a.rs: f live in 5 ms\x07";
  assertEquals(terminal.shown, first);
  screen.say("error: no\x07\n --> b.rs\n");
  await screen.look();
  assertEquals(terminal.shown, `${first}\x1b]2;chaud: error: no\x07`);
  terminal.shown = "";
  screen.release();
  assertEquals(terminal.shown.startsWith("\x1b[23;2t\x1b[1;92m"), true);
});
