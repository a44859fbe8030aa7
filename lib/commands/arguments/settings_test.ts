import { assertEquals } from "@std/assert";
import { readTable } from "../../build/cargo/toml.ts";
import {
  commandOf,
  settingsOf,
  variablesOf,
  withSettings,
} from "./settings.ts";

const of = (text: string) =>
  settingsOf([{ path: "Cargo.toml", table: readTable(text) }]);

function check(settings: string, args: string, expected: string) {
  const found = of(`[workspace.metadata.chaud]\n${settings}`);
  const words = args === "" ? [] : args.split(" ");
  assertEquals(withSettings(found, words).join(" "), expected);
}

Deno.test("settings: what is given counts for more than what is set", () => {
  check("", "--release", "--release");
  check('package = "a"', "--release", "-p a --release");
  check('package = "a"', "-p b", "-p b");
  check('package = "a"', "-pb", "-pb");
  check('package = "a"', "--bin=b", "--bin=b");
  check('package = "a"', "+nightly -v", "+nightly -p a -v");
  check('restart = "ask"', "--restart never", "--restart=ask --restart never");
  const all = 'arguments = ["--release", "--", "--port", "1"]';
  check(all, "", "--release -- --port 1");
  check(all, "-v -- x", "--release -v -- x");
});

Deno.test("settings: the package's count for more than the workspace's", () => {
  const table = (owner: string, text: string) =>
    readTable(`[${owner}.metadata.chaud]\n${text}`);
  const { settings } = settingsOf([
    { path: "a/Cargo.toml", table: table("package", 'on-reload = "a"') },
    {
      path: "Cargo.toml",
      table: table("workspace", 'on-reload = "b"\nrestart = "ask"'),
    },
  ]);
  assertEquals(settings, [
    { name: "on-reload", value: "a", from: "a/Cargo.toml" },
    { name: "restart", value: "ask", from: "Cargo.toml" },
  ]);
});

Deno.test("settings: what is not understood is named", () => {
  const text = `[package.metadata.chaud]
packge = "a"
colour = true
restart = "soon"
arguments = "-v"
env = { A = 1 }
`;
  const from = "Cargo.toml";
  assertEquals(of(text).wrong, [
    { from, key: "packge", near: "package" },
    { from, key: "colour" },
    { from, key: "restart", expected: '"auto", "ask" or "never"' },
    { from, key: "arguments", expected: "an array of strings" },
    { from, key: "env", expected: "a table of strings" },
  ]);
  assertEquals(of("").wrong, []);
});

Deno.test("settings: variables, and a command", () => {
  const found = of(
    '[package.metadata.chaud]\nenv = { A = "1" }\non-reload = "true"\n',
  );
  assertEquals(variablesOf(found), { A: "1" });
  assertEquals(commandOf(found), "true");
  assertEquals([variablesOf(of("")), commandOf(of(""))], [{}, undefined]);
});
