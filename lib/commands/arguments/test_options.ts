/** The options of `chaud test`: its own, and those of `cargo test`. Pure. */

import type { Option } from "./command_line.ts";
import { OF_CARGO, SHARED } from "./run_options.ts";

/** Those that are Chaud's own. */
const OWN: readonly Option[] = [
  { name: "--all", about: "Run all tests at each save" },
  {
    name: "--once",
    about: "Run all tests once, and end as `cargo test` does",
  },
  {
    name: "--debuginfo",
    about: "Keep debug info, for line numbers in backtraces; slower",
  },
  {
    name: "--timings",
    about: "After each run, print what it took as a line of JSON",
  },
];

/** Those of `cargo test` that `cargo run` does not have. */
const OF_TESTS: readonly Option[] = [
  ...[
    "--lib",
    "--bins",
    "--tests",
    "--examples",
    "--benches",
    "--all-targets",
    "--doc",
    "--workspace",
    "--no-fail-fast",
  ].map((name) => ({ name })),
  { name: "--test", value: { name: "NAME", isOptional: true } },
  { name: "--bench", value: { name: "NAME", isOptional: true } },
  { name: "--exclude", value: { name: "SPEC" } },
];

/** All of them. */
export const TEST_OPTIONS: readonly Option[] = [
  ...OWN,
  ...SHARED,
  ...[...OF_CARGO, ...OF_TESTS].map((option) => ({
    ...option,
    isForCargo: true,
  })),
];
