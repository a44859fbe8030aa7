import { assertEquals } from "@std/assert";
import {
  type CargoArguments,
  readCargoArguments,
  values,
} from "./arguments.ts";

function check(line: string, expected: Partial<CargoArguments>) {
  const args = line === "" ? [] : line.split(" ");
  const nothing: CargoArguments = {
    toolchain: undefined,
    cargo: [],
    program: [],
    metadata: [],
    targetFolder: undefined,
    isDev: true,
  };
  assertEquals(readCargoArguments(args), { ...nothing, ...expected });
}

Deno.test("cargo arguments: none are needed", () => {
  check("", {});
});

Deno.test("cargo arguments: the toolchain is only the first one", () => {
  check("+nightly -p demo", { toolchain: "+nightly", cargo: ["-p", "demo"] });
  check("-p +nightly", { cargo: ["-p", "+nightly"] });
  check("+", { cargo: ["+"] });
});

Deno.test("cargo arguments: what follows -- is the program's, untouched", () => {
  check("-r -- --offline +x -- -Zy", {
    cargo: ["-r"],
    isDev: false,
    program: ["--offline", "+x", "--", "-Zy"],
  });
  check("--", {});
});

Deno.test("cargo arguments: cargo metadata gets what decides on the workspace", () => {
  const cargo = "--manifest-path a/Cargo.toml --config=net.offline=true " +
    "-Zscript -Z host-config --locked --release -p demo";
  check(cargo, {
    cargo: cargo.split(" "),
    isDev: false,
    metadata: [
      "--manifest-path",
      "a/Cargo.toml",
      "--config",
      "net.offline=true",
      "-Z",
      "script",
      "-Z",
      "host-config",
      "--locked",
    ],
  });
});

Deno.test("cargo arguments: the last target folder wins", () => {
  check("--target-dir a --target-dir=b", {
    cargo: ["--target-dir", "a", "--target-dir=b"],
    targetFolder: "b",
  });
});

Deno.test("cargo arguments: the last profile wins", () => {
  const check = (line: string, isDev: boolean) =>
    assertEquals(readCargoArguments(line.split(" ")).isDev, isDev);
  check("--profile=dev", true);
  check("--profile fast", false);
  check("--profile fast --profile dev", true);
  check("-p demo -- --release", true);
});

Deno.test("cargo arguments: a value may be joined or follow", () => {
  const checkValues = (line: string, name: string, expected: string[]) =>
    assertEquals(values(line.split(" "), name), expected);
  checkValues("--color always --color=never", "--color", ["always", "never"]);
  checkValues("--colour always", "--color", []);
  checkValues("--color", "--color", []);
  checkValues("-Za -Z b", "-Z", ["a", "b"]);
});
