/** A program that does not answer, or does not listen any more: real ones. */

import { assertEquals } from "@std/assert";
import { FaultScene } from "../harness/fault_scene.ts";

const MAIN = "app/src/main.rs";

/** Shuts down every socket of its own. */
const CUT = `            ("cut", _) => {
                use std::os::fd::{FromRawFd, IntoRawFd};
                for fd in 3..64 {
                    let link = std::fs::read_link(format!("/proc/self/fd/{fd}"));
                    if link.is_ok_and(|to| to.to_string_lossy().starts_with("socket:")) {
                        let socket = unsafe { std::os::unix::net::UnixStream::from_raw_fd(fd) };
                        let _ = socket.shutdown(std::net::Shutdown::Both);
                        let _ = socket.into_raw_fd();
                    }
                }
                say("cut");
            }
`;

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
  const arm = '            ("abort", _)';
  await using scene = await FaultScene.start({
    prepare: (workspace) => workspace.edit(MAIN, [arm, `${CUT}${arm}`]),
  });
  const { program } = scene;
  await scene.recovers();
  assertEquals(await program.ask("cut"), "cut");
  await program.said(/pid \d+ runs on, but has closed its connection/);
  await program.said(/Start the program again to have hot reload again/);
  await scene.save();
  await scene.fails("alone", /no program is connected:/);
  assertEquals((await program.end()).code, 0);
});
