import { assert, assertEquals } from "@std/assert";
import {
  type Arguments,
  type Command,
  isSlip,
  readArguments,
  type Slip,
} from "./command_line.ts";
import { RUN } from "./commands.ts";

const TOOL: Command = {
  name: "tool",
  summary: "",
  about: "",
  operand: { name: "FILE" },
  options: [
    { name: "--help", short: "-h" },
    { name: "--json" },
    { name: "--pick", short: "-p", value: { name: "NAME" } },
    { name: "--when", value: { name: "WHEN", words: ["now", "then"] } },
    {
      name: "--every",
      value: { name: "MS", isOptional: true, isNumber: true },
    },
  ],
};

function check(
  line: string,
  expected: Partial<Arguments> | Slip,
  command = TOOL,
) {
  const words = line.split(" ").filter((word) => word !== "");
  const found = readArguments(command, words);
  if (isSlip(found)) return assertEquals<unknown>(found, expected);
  const { given, ...rest } = found;
  const all = { given: Object.fromEntries(given), ...rest };
  for (const [key, value] of Object.entries(expected)) {
    assertEquals<unknown>(all[key as keyof typeof all], value, key);
  }
}

/** What was given, as an object. */
const given = (found: Record<string, string[]>) =>
  ({ given: found }) as unknown as Partial<Arguments>;

Deno.test("arguments: options with and without values, and operands", () => {
  check("", given({}));
  check("--json a", { ...given({ "--json": [""] }), operands: ["a"] });
  check("-p a --pick b", given({ "--pick": ["a", "b"] }));
  check("-pa --pick=b=c", given({ "--pick": ["a", "b=c"] }));
  check("-p=a", given({ "--pick": ["a"] }));
  check("-hp a", given({ "--help": [""], "--pick": ["a"] }));
  check("-- --json", { operands: ["--json"] });
  check("-", { operands: ["-"] });
});

Deno.test("arguments: a value that may be left out takes no operand", () => {
  check("--every a", { ...given({ "--every": [""] }), operands: ["a"] });
  check("--every 50 a", { ...given({ "--every": ["50"] }), operands: ["a"] });
});

Deno.test("arguments: what makes no sense", () => {
  check("--jsn", { kind: "option", written: "--jsn" });
  check("-x", { kind: "option", written: "-x" });
  const value = { name: "NAME" };
  check("--pick", { kind: "value", option: "--pick", value });
  check("--pick --json", { kind: "value", option: "--pick", value });
  const words = ["now", "then"];
  const word = { kind: "word", option: "--when", words } as const;
  check("--when never", { ...word, word: "never" });
  check("--when=", { ...word, word: "" });
  check("--every=x", { kind: "number", option: "--every", word: "x" });
  check("--every 0", { kind: "number", option: "--every", word: "0" });
  check("--json=yes", { kind: "needless", option: "--json", word: "yes" });
  check("a b", { kind: "operand", written: "b" });
});

Deno.test("arguments: an operand that is needed, but not for help", () => {
  const strict = { ...TOOL, operand: { name: "FILE", isRequired: true } };
  check("--json", { kind: "missing", operand: "FILE" }, strict);
  check("--help", given({ "--help": [""] }), strict);
});

Deno.test("arguments: cargo gets what is its own, as it was written", () => {
  const cargo = (line: string, expected: string, own = {}) => {
    const words = expected.split(" ").filter((word) => word !== "");
    check(line, { ...given(own), cargo: words }, RUN);
  };
  cargo("+nightly --strict -p a", "+nightly -p a", {
    "--strict": [""],
    "--package": ["a"],
  });
  cargo("--strict +nightly", "+nightly", { "--strict": [""] });
  cargo("--restart ask --bin=a -vv", "--bin=a -v -v", {
    "--restart": ["ask"],
    "--bin": ["a"],
    "--verbose": ["", ""],
  });
  cargo("--release -- --strict --help", "--release -- --strict --help", {
    "--release": [""],
  });
  // As cargo has it: behind its first word, everything is the program's.
  cargo("word --strict -- x", "word --strict -- x", {});
  cargo("--poll word", "word", { "--poll": [""] });
});

Deno.test("arguments: cargo judges what nobody here knows", () => {
  check("--relase --strict", { unknown: ["--relase"] }, RUN);
  check("--manifest-path", { incomplete: ["--manifest-path"] }, RUN);
  check("--bin --release", { incomplete: [], unknown: [] }, RUN);
});

Deno.test("arguments: no option has the name of another", () => {
  const names = RUN.options.flatMap(({ name, short }) =>
    name === short ? name : [name, ...short ? [short] : []]
  );
  assertEquals(names.length, new Set(names).size);
  assert(names.every((name) => name.startsWith("-")));
});
