/**
 * Where programs cannot be reloaded, they compile and run as ever; with the
 * feature on, they say so.
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "@std/path";
import { type Target, TARGETS, testNeeding } from "../harness/needs.ts";
import { cleanEnvironment, finish } from "../harness/process_tree.ts";
import { writeWorkspace } from "../harness/scratch_workspace.ts";
import { TOP } from "../harness/tree.ts";

const NOTE = "hot reload works on Linux (x86_64, aarch64) only: " +
  "here the program runs as it was compiled";

/** What cargo says of our crates, on one target. */
async function check(target: Target, ...options: string[]): Promise<string> {
  const { success, stderr } = await finish({
    program: "cargo",
    args: [
      ..."check --quiet --offline --message-format=short".split(" "),
      ..."-p chaud-live -p chaud-live-runtime --target".split(" "),
      target,
      "--manifest-path",
      join(TOP, "crates", "Cargo.toml"),
      "--target-dir",
      join(TOP, "target", "tests", "other-platforms"),
      ...options,
    ],
  });
  assertEquals(success, true, stderr);
  return stderr.trim();
}

for (const target of TARGETS) {
  await testNeeding(
    [`std for ${target}`],
    `platforms: the crates compile for ${target}, and tell what the feature does there`,
    async () => {
      assertEquals(await check(target), "");
      const said = await check(
        target,
        "--features=chaud-live/unsafe-hot-reload",
      );
      if (target === "aarch64-unknown-linux-gnu") return assertEquals(said, "");
      assertEquals(said.split("\n").length, 1, said);
      assertMatch(said, /warning: use of deprecated function/);
      assertEquals(said.split(NOTE).length, 2, said);
    },
  );
}

const MAIN = `#[chaud::hot]
fn answer() -> u32 { 42 }
#[chaud::persist]
static ASKED: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
fn main() {
    chaud::init!();
    ASKED.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    println!("{} {ASKED:?}", answer());
}
`;

await testNeeding(
  ["std for i686-unknown-linux-musl", "rust-lld", "programs of 32 bits"],
  "platforms: with the feature, a program of 32 bits says that it is not reloaded, and runs",
  async () => {
    await using scratch = await writeWorkspace({
      "Cargo.toml": `[workspace]
[package]
name = "narrow"
edition = "2024"
[dependencies]
chaud = { package = "chaud-live", path = "{chaud}" }
`,
      "src/main.rs": MAIN,
    }, {});
    const target = "--target=i686-unknown-linux-musl";
    const features = "--features=chaud/unsafe-hot-reload";
    const { stdout, stderr } = await finish({
      program: "cargo",
      args: ["run", "--offline", target, features],
      cwd: scratch.folder,
      env: {
        ...cleanEnvironment(),
        CARGO_TARGET_I686_UNKNOWN_LINUX_MUSL_LINKER: "rust-lld",
      },
    });
    assertEquals(stdout, "42 1\n", stderr);
    assert(stderr.includes(NOTE), stderr);
    assertMatch(stderr, /^chaud: warning: hot reload is off: it works on /m);
  },
);
