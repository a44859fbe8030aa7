/**
 * Everything that is checked before a commit is good: the table that
 * `run_all.ts` goes through, cheap suites first.
 *
 * @module
 */

import type { Runner } from "./harness/counts.ts";
import type { Need } from "./harness/needs.ts";

/** One command that tests something. */
export interface Suite {
  name: string;
  /** Suites of the group `ok` are the one habit before every commit. */
  group: "ok" | "tests";
  runner: Runner;
  /** Words, none of which holds a space. */
  command: string;
  env?: Record<string, string>;
  /** What there must be, or the suite is skipped. */
  needs?: Need[];
}

const CRATES = "--manifest-path crates/Cargo.toml";
const DEMO = "--manifest-path demo/Cargo.toml";
const HOT = "--features chaud-live/unsafe-hot-reload";
const CLIPPY = "--workspace --all-targets -- -D warnings";

/**
 * Tests that an emulator stands in the way of: it has threads and descriptors
 * of its own in each process, and passes on no filter of system calls.
 */
const NOT_EMULATED = [
  "what_ends_a_process_is_noticed",
  "a_forked_process_is_left_alone",
  "a_program_that_closes_all_descriptors",
].map((name) => `--skip ${name}`).join(" ");

/** All suites, in the order in which they run. */
export const SUITES: readonly Suite[] = [
  check("fmt", "deno fmt --check"),
  check("lint", "deno lint"),
  check("check", "deno check --doc"),
  check("doc", "deno doc --lint mod.ts"),
  { ...check("unit", "deno task unit"), runner: "deno" },
  check("rustfmt", `cargo fmt --all ${CRATES} --check`),
  check("rustfmt-demo", `cargo fmt --all ${DEMO} --check`),
  check("clippy", `cargo clippy ${CRATES} ${CLIPPY}`),
  check("clippy-hot", `cargo clippy ${CRATES} ${HOT} ${CLIPPY}`),
  check("clippy-demo", `cargo clippy ${DEMO} ${CLIPPY}`),
  {
    ...check("rustdoc", `cargo doc --no-deps --workspace ${CRATES} ${HOT}`),
    env: { RUSTDOCFLAGS: "-D warnings" },
  },
  test("rust", "cargo", `cargo test --workspace ${CRATES}`),
  test("rust-hot", "cargo", `cargo test --workspace ${CRATES} ${HOT}`),
  test("integration", "deno", "deno task integration"),
  test("selftest", "plain", "deno task selftest"),
  test("selftest-release", "plain", "deno task selftest --release"),
  test("selftest-monolithic", "plain", "deno task selftest --monolithic"),
  ...["cargo-chaud", "chaud-rustc", "manual"].map((door) =>
    test(`selftest-${door}`, "plain", `deno task selftest --door ${door}`)
  ),
  test(
    "selftest-chaud-rustc-release",
    "plain",
    "deno task selftest --door chaud-rustc --release",
  ),
  {
    ...test(
      "selftest-cargo-chaud-nightly",
      "plain",
      "deno task selftest --door cargo-chaud --toolchain nightly --release",
    ),
    needs: ["nightly Rust"],
  },
  {
    ...test(
      "selftest-nightly",
      "plain",
      "deno task selftest --toolchain nightly",
    ),
    needs: ["nightly Rust"],
  },
  onArm(
    test(
      "arm-runtime",
      "cargo",
      `cargo test -p chaud-live-runtime ${CRATES} -- ${NOT_EMULATED}`,
    ),
  ),
  onArm(test("arm-selftest", "plain", "deno task selftest")),
  onArm(
    test(
      "arm-selftest-monolithic",
      "plain",
      "deno task selftest --monolithic",
    ),
  ),
  // There, not all statics of optimised code keep their values.
  onArm(
    test(
      "arm-selftest-release",
      "plain",
      "deno task selftest --release --fresh-statics",
    ),
  ),
];

/** The same in an emulated Arm 64 userland. */
function onArm(suite: Suite): Suite {
  const command = `deno task arm ${suite.command}`;
  return { ...suite, command, needs: ["an Arm userland"] };
}

/** A command that either succeeds or does not. */
function check(name: string, command: string): Suite {
  return { name, group: "ok", runner: "none", command };
}

function test(name: string, runner: Runner, command: string): Suite {
  return { name, group: "tests", runner, command };
}
