import { assertEquals } from "@std/assert";
import { RUN, STATUS, VERIFY } from "./commands.ts";
import { isSlip, readArguments } from "./command_line.ts";
import { noSuchCommand, slip } from "./slips.ts";

function check(command: typeof RUN, line: string, expected: string[]) {
  const found = readArguments(command, line === "" ? [] : line.split(" "));
  if (!isSlip(found)) throw new Error(`it makes sense: ${line}`);
  assertEquals(slip(found, command).split("\n"), expected);
}

Deno.test("slips: a command gets the nearest one", () => {
  assertEquals(noSuchCommand("rnu").split("\n"), [
    "no such command: `rnu`",
    "",
    "help: a similar command exists: `run`",
    "help: `chaud --help` lists all commands",
  ]);
  assertEquals(noSuchCommand("fly").split("\n"), [
    "no such command: `fly`",
    "",
    "help: `chaud --help` lists all commands",
  ]);
});

Deno.test("slips: an option gets the nearest one", () => {
  check(STATUS, "--jsn", [
    "no such option: `--jsn`",
    "",
    "help: a similar option exists: `--json`",
    "help: `chaud status --help` lists all options",
  ]);
  check(STATUS, "--bogus=1", [
    "no such option: `--bogus`",
    "",
    "help: `chaud status --help` lists all options",
  ]);
});

Deno.test("slips: a value that is missing, wrong, or too much", () => {
  check(RUN, "--restart --release", [
    "`--restart` needs a value: auto, ask or never",
    "",
    "help: `chaud run --help` lists all options",
  ]);
  check(RUN, "--folder", [
    "`--folder` needs a value: DIR",
    "",
    "help: `chaud run --help` lists all options",
  ]);
  check(RUN, "--restart=nevr", [
    "`--restart nevr`: there are auto, ask, never",
    "",
    "help: a similar value exists: `never`",
  ]);
  check(RUN, "--poll=soon", [
    "`--poll=soon` needs a number above 0",
    "",
    "help: as in `--poll=500`",
  ]);
  check(RUN, "--strict=yes", [
    "`--strict` takes no value: `yes`",
    "",
    "help: `chaud run --help` lists all options",
  ]);
});

Deno.test("slips: an argument too many, or too few", () => {
  check(STATUS, "here", [
    "unexpected argument: `here`",
    "",
    "help: `chaud status --help` tells what it takes",
  ]);
  check(VERIFY, "", [
    "`chaud verify` needs FILE",
    "",
    "help: `chaud verify --help` tells more",
  ]);
});
