import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { COMMANDS } from "./commands.ts";
import { completionScript } from "./completion_scripts.ts";

/** What bash would offer at the end of a line. */
async function complete(line: string): Promise<string[]> {
  const words = line.split(" ");
  const quoted = words.map((word) => `'${word}'`).join(" ");
  const script = `${completionScript("bash", COMMANDS)}
COMP_WORDS=(${quoted}); COMP_CWORD=${words.length - 1}
_chaud; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { success, stdout, stderr } = await new Deno.Command("bash", {
    args: ["--norc", "-c", script],
    cwd: new URL("../../../", import.meta.url),
  }).output();
  assert(success, new TextDecoder().decode(stderr));
  const text = new TextDecoder().decode(stdout).trim();
  return text === "" ? [] : text.split("\n");
}

Deno.test("completions: bash knows commands, options, and their values", async () => {
  assertEquals(await complete("chaud ru"), ["run"]);
  assertEquals(await complete("chaud help ver"), ["verify"]);
  assertEquals(await complete("chaud run --rest"), ["--restart"]);
  assertEquals(await complete("chaud run --re"), ["--restart", "--release"]);
  assertEquals(await complete("chaud run --restart a"), ["auto", "ask"]);
  assertEquals(await complete("chaud status --js"), ["--json"]);
  assertEquals(await complete("chaud completions "), ["bash", "zsh", "fish"]);
  assertEquals(await complete("chaud verify READ"), ["README.md"]);
  assertEquals(await complete("chaud init li"), ["lib"]);
  assertEquals(await complete("chaud nosuch x"), []);
});

Deno.test("completions: zsh and fish are told of every command and option", () => {
  const zsh = completionScript("zsh", COMMANDS);
  const fish = completionScript("fish", COMMANDS);
  assert(zsh.startsWith("#compdef chaud\n"));
  for (const { name, options } of COMMANDS) {
    assertStringIncludes(zsh, `\n    ${name}) _arguments '`);
    assertStringIncludes(fish, ` -f -a ${name} -d '`);
    for (const { name: option } of options) {
      assertStringIncludes(zsh, `'${option}`);
      if (!option.startsWith("--")) continue;
      assertStringIncludes(fish, ` -l ${option.slice(2)}`);
    }
  }
});
