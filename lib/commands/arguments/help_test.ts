import { assert, assertEquals } from "@std/assert";
import { COMMANDS, VERIFY } from "./commands.ts";
import { help, helpOf } from "./help.ts";

Deno.test("help: fits the width of a terminal", () => {
  for (const text of [help(), ...COMMANDS.map(helpOf)]) {
    const long = text.split("\n").filter((line) => line.length > 80);
    assertEquals(long, []);
  }
});

Deno.test("help: of a command", () => {
  assertEquals(
    helpOf(VERIFY),
    `List what a dylib, object or program offers to and needs from others, for
finding out why a patch is refused: hot functions and persisted statics, and
undefined symbols, as they were written in Rust.

Usage: chaud verify [options] FILE

Options:
      --mangled  Print symbols as they are in the file
  -h, --help     Print help`,
  );
});

Deno.test("help: names every command and every option that is explained", () => {
  for (const command of COMMANDS) {
    assert(help().includes(`\n  ${command.name}`), command.name);
    for (const { name, about } of command.options) {
      assert(!about || helpOf(command).includes(name), name);
    }
  }
});
