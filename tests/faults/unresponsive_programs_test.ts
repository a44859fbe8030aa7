/** A program that does not answer, or does not listen any more: real ones. */

import { assertEquals } from "@std/assert";
import { FaultScene } from "../harness/fault_scene.ts";
import { guarded } from "../harness/transcript.ts";

Deno.test("faults: the program is stopped, and goes on", async () => {
  await using scene = await FaultScene.start();
  const { program } = scene;
  const pid = Number(await program.ask("pid"));
  Deno.kill(pid, "SIGSTOP");
  try {
    const version = await scene.save();
    await program.said(/pid \d+ is stopped, or busy: it gets the patch/);
    Deno.kill(pid, "SIGCONT");
    await scene.becomes(version);
  } finally {
    Deno.kill(pid, "SIGCONT");
  }
  await scene.recovers();
});

Deno.test("faults: the socket is cut", async () => {
  await using scene = await FaultScene.start({ program: "out_of_reach" });
  const { program } = scene;
  await scene.recovers();
  assertEquals(await program.ask("cut"), "cut");
  await program.said(/pid \d+ runs on, but has closed its connection/);
  await program.said(/Start the program again to have hot reload again/);
  await scene.save();
  await scene.fails("alone", /no program is connected:/);
  assertEquals((await program.end()).code, 0);
});

Deno.test("faults: SIGTERM ends the driver of a program that is stopped", async () => {
  await using scene = await FaultScene.start();
  const { program } = scene;
  Deno.kill(Number(await program.ask("pid")), "SIGSTOP");
  await scene.save();
  await program.said(/pid \d+ is stopped, or busy: it gets the patch/);
  program.kill("SIGTERM");
  const { code } = await guarded("its end", program.status);
  assertEquals(code, 143);
});

Deno.test("faults: SIGTERM ends the driver, whoever holds the program's end", async () => {
  await using scene = await FaultScene.start({ program: "out_of_reach" });
  const { program } = scene;
  const pid = Number(await program.ask("pid"));
  const worker = Number(await program.ask("fork"));
  try {
    Deno.kill(pid, "SIGSTOP");
    await scene.save();
    program.kill("SIGTERM");
    await guarded("its end", program.status);
  } finally {
    Deno.kill(worker, "SIGKILL");
  }
});
