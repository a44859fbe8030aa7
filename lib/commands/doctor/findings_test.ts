import { assertEquals } from "@std/assert";
import { readTable } from "../../build/cargo/toml.ts";
import * as find from "./findings.ts";

type Level = find.Finding["level"];

function check(findings: find.Finding[], expected: [string, Level][]) {
  assertEquals(findings.map(({ check, level }) => [check, level]), expected);
  for (const { level, remedy, text } of findings) {
    assertEquals(remedy !== "", level !== "ok", text);
  }
}

Deno.test("doctor: platform and toolchain", () => {
  check([find.platform("linux", "x86_64")], [["platform", "ok"]]);
  check([find.platform("linux", "aarch64")], [["platform", "ok"]]);
  check([find.platform("darwin", "aarch64")], [["platform", "problem"]]);
  const toolchains: [string | undefined, Level][] = [
    ["rustc 1.95.0 (abc 2026-04-01)", "ok"],
    ["rustc 1.97.0-nightly (abc 2026-05-01)", "ok"],
    ["rustc 1.88.0 (abc 2025-06-01)", "ok"],
    ["rustc 1.87.0 (abc 2025-05-01)", "problem"],
    ["rustc 2.0.0 (abc 2030-05-01)", "ok"],
    ["", "problem"],
    [undefined, "problem"],
  ];
  for (const [version, level] of toolchains) {
    check([find.toolchain(version)], [["toolchain", level]]);
  }
});

const FINE: find.Trial = {
  rustcArgs: ["rustc", "--crate-type", "bin"],
  failure: undefined,
  start: "well",
  folder: "/var/tmp",
};

Deno.test("doctor: how the empty program fared", () => {
  const linked: [string, Level][] = [["linker", "ok"], ["flags", "ok"]];
  check(find.trial(FINE), [...linked, ["patches", "ok"]]);
  const denied = find.trial({ ...FINE, start: "denied" });
  check(denied, [...linked, ["patches", "problem"]]);
  const failed = { ...FINE, failure: "no cc", start: "not tried" } as const;
  check(find.trial(failed), [["linker", "problem"]]);
  const early = { ...failed, rustcArgs: undefined };
  check(find.trial(early), [["linker", "problem"]]);
});

Deno.test("doctor: a C library that is linked statically", () => {
  for (
    const args of [
      ["-Ctarget-feature=+crt-static"],
      ["-C", "target-feature=+avx2,+crt-static"],
      ["--target", "x86_64-unknown-linux-musl"],
    ]
  ) {
    const [, flags] = find.trial({ ...FINE, rustcArgs: ["rustc", ...args] });
    check(flags ? [flags] : [], [["flags", "problem"]]);
  }
  const dynamic = ["--target", "x86_64-unknown-linux-musl"];
  const args = ["rustc", ...dynamic, "-Ctarget-feature=-crt-static"];
  check(find.trial({ ...FINE, rustcArgs: args }).slice(1, 2), [
    ["flags", "ok"],
  ]);
});

Deno.test("doctor: link-time optimisation, wherever it is asked for", () => {
  const lto = (text: string, env = {}) => find.lto([readTable(text)], env);
  check(lto("[profile.dev]\nlto = false\n"), [["lto", "ok"]]);
  check(lto('[profile.release]\nlto = "off"\n'), [["lto", "ok"]]);
  check(lto('[profile.release]\nlto = "thin"\n'), [["lto", "warning"]]);
  check(lto("[profile]\ndev.lto = true\n"), [["lto", "problem"]]);
  check(lto("", { CARGO_PROFILE_RELEASE_LTO: "fat" }), [["lto", "warning"]]);
  const file = "[profile.dev]\nlto = true\n";
  check(lto(file, { CARGO_PROFILE_DEV_LTO: "off" }), [["lto", "ok"]]);
});

Deno.test("doctor: programs and what they lack", () => {
  const good = { name: "a", depends: true, starts: true };
  check(find.programs([good]), [["set-up", "ok"]]);
  check(find.programs([{ ...good, starts: undefined }]), [["set-up", "ok"]]);
  const silent = { ...good, starts: false };
  const bare = { ...silent, depends: false };
  check(find.programs([good, bare]), [["set-up", "ok"]]);
  check(find.programs([silent, bare]), [
    ["set-up", "problem"],
    ["set-up", "warning"],
  ]);
  check(find.programs([]), [["set-up", "warning"]]);
});

Deno.test("doctor: others' crates of that name", () => {
  const others = ["chaud ^0.1", undefined].map((otherChaud) => ({
    name: "game",
    otherChaud,
  }));
  check(find.others(others), [["set-up", "problem"]]);
});

function lock(...versions: [string, string][]): string {
  return versions.map(([name, version]) =>
    `[[package]]\nname = "${name}"\nversion = "${version}"\n`
  ).join("\n");
}

Deno.test("doctor: versions that do not go together", () => {
  const of = (driver: string, ...versions: [string, string][]) =>
    find.versions(find.lockedCrates(lock(...versions)), driver);
  check(of("0.1.4", ["chaud-live", "0.1.0"], ["log", "0.4.0"]), [
    ["versions", "ok"],
  ]);
  check(of("1.2.0", ["chaud-live", "1.0.3"]), [["versions", "ok"]]);
  check(of("0.2.0", ["chaud-live", "0.1.0"]), [["versions", "problem"]]);
  const twice: [string, string][] = [["chaud-live", "0.1.0"], [
    "chaud-live",
    "0.1.1",
  ]];
  check(of("0.1.0", ...twice), [["versions", "problem"]]);
  check(of("0.1.0", ["serde", "1.0.0"]), []);
});

Deno.test("doctor: hot reload in every build", () => {
  check(find.feature([]), []);
  check(find.feature(["game"]), [["feature", "warning"]]);
});
