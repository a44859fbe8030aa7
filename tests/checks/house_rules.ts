/**
 * The house rules that can be checked by reading: each is a function from a
 * file to its breaches. Pure; `tidy_test.ts` applies them to the repository.
 *
 * @module
 */

import { type Source, withoutComments } from "./imports.ts";

/** Reads a file and says what is wrong with it, one sentence each. */
export type Rule = (source: Source) => string[];

/** The modules of the driver that may touch the world. */
const WORLD = new Set([
  "lib/program/socket.ts",
  "lib/report/log.ts",
  "lib/report/stderr.ts",
  "lib/session/attach.ts",
  "lib/session/run.ts",
  "lib/system/file_error.ts",
  "lib/system/files.ts",
  "lib/system/links.ts",
  "lib/system/private_folder.ts",
  "lib/system/place_state.ts",
  "lib/system/process.ts",
  "lib/system/same_start.ts",
  "lib/system/rights.ts",
  "lib/system/starting.ts",
  "lib/system/terminal.ts",
  "lib/system/watched_places.ts",
  "lib/system/watcher.ts",
]);

/** The Rust files that may hold `unsafe`. */
const UNSAFE = new Set([
  "crates/chaud-dylib/src/lib.rs",
  "crates/chaud-runtime/src/constructor.rs",
  "crates/chaud-runtime/src/slot.rs",
  "crates/chaud-runtime/src/swap/beginning.rs",
  "crates/chaud-runtime/src/swap/entry_code.rs",
  "crates/chaud-runtime/src/swap/entry_code/tests.rs",
  "crates/chaud-runtime/src/swap/filters.rs",
  "crates/chaud-runtime/src/swap/libc.rs",
  "crates/chaud-runtime/src/swap/object.rs",
  "crates/chaud-runtime/src/swap/open_code.rs",
  "crates/chaud-runtime/src/swap/processors.rs",
  "crates/chaud-runtime/src/swap/system.rs",
  "crates/chaud-runtime/src/swap/tables.rs",
  "crates/chaud-runtime/src/swap/thread_locals.rs",
]);

/** Both sides of a wire; each names the other in its first lines. */
const TWINS: Record<string, string> = {
  "lib/program/protocol.ts": "crates/chaud-runtime/src/protocol/mod.rs",
  "lib/program/checksum.ts": "crates/chaud-runtime/src/checksum.rs",
};

const MAX_FILE = 300;
const MAX_FUNCTION = 60;
const VAGUE =
  /(?:^|[/_.-])(?:utils?|helpers?|common|shared|managers?)(?=[/_.-]|$)/;
/** Paths of the machines that the project is made on. */
const OWN_PATH = /(?<![\w.}])\/(?:work|root)\//;
/** Paths that no source may take for granted, but for invented people's. */
const HOME_PATH = /(?<![\w.}])\/(?:tmp|(?:home|Users)\/(?!(?:me|ada|user)\/))/;
const REGISTRY_HOST = /\b(?:registry\.[a-z]+|(?:index|static)\.crates)\.\w+/;

const isTypeScript = ({ path }: Source) => path.endsWith(".ts");
const isRust = ({ path }: Source) => path.endsWith(".rs");
const isTest = ({ path }: Source) =>
  /_test\.ts$|^tests\/|\/testdata\//.test(path);
const isGolden = ({ path }: Source) => /(?:^|\/)expanded_\w+\.rs$/.test(path);
const isData = ({ path }: Source) =>
  /\/(?:fixtures|recorded|ui)\/|\/samples\.txt$/.test(path);
const isDriver = (source: Source) =>
  source.path.startsWith("lib/") && !isTest(source);

function linesThat(text: string, pattern: RegExp): number[] {
  return text.split("\n").flatMap((line, i) => pattern.test(line) ? i + 1 : []);
}

/** Long files and functions hold two things. */
export const isShort: Rule = (source) => {
  if (!(isTypeScript(source) || isRust(source)) || isGolden(source)) return [];
  const lines = source.text.trimEnd().split("\n");
  const breaches = lines.length > MAX_FILE
    ? [`has ${lines.length} lines; at most ${MAX_FILE}`]
    : [];
  const head = /^(\s*)(?:[\w()]+ )*?(?:fn|function\*?) +(\w+)/;
  lines.forEach((line, start) => {
    const [, indent, name] = head.exec(line) ?? [];
    if (indent === undefined || line.endsWith(";")) return;
    const length = lines.indexOf(`${indent}}`, start) - start + 1;
    if (length <= MAX_FUNCTION) return;
    breaches.push(`${name} has ${length} lines; at most ${MAX_FUNCTION}`);
  });
  return breaches;
};

/** All but a few modules of the driver are functions from values to values. */
export const isPure: Rule = (source) => {
  const mayTouch = WORLD.has(source.path) ||
    source.path.startsWith("lib/commands/");
  if (!isDriver(source) || mayTouch) return [];
  const code = withoutComments(source.text);
  // What starts with a capital, but for Command, is a type.
  const touches =
    /\bDeno\.(?:[a-z]|Command\()|\bconsole\.|\bfetch\(|from "(?:@std\/fs\b|node:(?:fs|child_process|net|process|os)\b)/;
  return linesThat(code, touches).map((line) =>
    `line ${line} touches the world; only ${[...WORLD].join(", ")} may`
  );
};

/** Logging, exiting and typing have one way each. */
export const keepsPlaces: Rule = (source) => {
  const { path, text } = source;
  if (!isTypeScript(source)) return [];
  const code = withoutComments(text);
  const breaches: string[] = [];
  const ban = (pattern: RegExp, sentence: string, isAllowed: boolean) => {
    if (isAllowed) return;
    for (const line of linesThat(code, pattern)) {
      breaches.push(`line ${line} ${sentence}`);
    }
  };
  const isRulebook = path === "tests/checks/house_rules.ts";
  const isRecipe = path.startsWith(".stand-ins/");
  ban(
    /(?:from|import\() ?"@std\/log/,
    "imports @std/log; only lib/report/log.ts may",
    path === "lib/report/log.ts",
  );
  ban(
    /\bDeno\.exit\(/,
    "exits; only cli.ts may",
    path === "cli.ts" || isRulebook,
  );
  ban(
    /\bignore[:,]|\btest\.ignore\(/,
    "skips a test; testNeeding of tests/harness/needs.ts says why as well",
    !path.endsWith("_test.ts") || isRulebook,
  );
  ban(
    /(?::|<|\bas|\||,) any\b|<any\b/,
    "says any; unknown keeps the checker awake",
    isRecipe || isRulebook,
  );
  return breaches;
};

/** Patterns are written out: text that is put into one may hold anything. */
export const writesPatterns: Rule = (source) => {
  if (!isDriver(source) || !isTypeScript(source)) return [];
  const code = withoutComments(source.text);
  return linesThat(code, /\bRegExp\(/).map((line) =>
    `line ${line} makes a pattern of text: write it as a literal, or compare`
  );
};

/** `unsafe` stays in few files, each use with its reason. */
export const confinesUnsafe: Rule = (source) => {
  if (!isRust(source) || !source.path.startsWith("crates/")) return [];
  // The macros only write it into expansions, which the goldens show.
  if (/chaud-macros\/|\/(?:tests|benches)\//.test(source.path)) return [];
  const lines = source.text.split("\n");
  const code = withoutComments(source.text).replace(/"[^"\n]*"/g, '""');
  const uses = linesThat(code, /\bunsafe\b(?!_|-)/);
  if (!UNSAFE.has(source.path)) {
    return uses.map((line) => `line ${line} uses unsafe outside of its files`);
  }
  return linesThat(code, /\bunsafe \{/)
    .filter((line) => !isJustified(lines, line - 1))
    .map((line) => `line ${line}: unsafe without a SAFETY comment above`);
};

/** A statement may begin a line or two above its `unsafe` block. */
function isJustified(lines: string[], use: number): boolean {
  let index = use;
  const isComment = () => /^\s*\/\//.test(lines[index] ?? "");
  while (index > use - 4 && !isComment()) index--;
  for (; isComment(); index--) {
    if (lines[index]?.includes("SAFETY:")) return true;
  }
  return false;
}

/** Names say what a thing is. */
export const isNamedWell: Rule = ({ path }) =>
  VAGUE.test(path) ? ["its name says nothing about what it holds"] : [];

/** Nothing depends on, or tells of, the machine it was written on. */
export const isPortable: Rule = (source) => {
  const { path, text } = source;
  if (isGolden(source) || path.endsWith(".lock")) return [];
  const breaches: string[] = [];
  const ban = (pattern: RegExp, sentence: string) => {
    for (const line of linesThat(text, pattern)) {
      breaches.push(`line ${line} ${sentence}`);
    }
  };
  ban(REGISTRY_HOST, "names a registry's host");
  ban(OWN_PATH, "holds a path of one machine");
  if (!isData(source)) ban(HOME_PATH, "holds a path of some machines");
  return breaches;
};

/** A module opens with what it is responsible for. */
export const isIntroduced: Rule = (source) => {
  const { path, text } = source;
  if (isDriver(source) && isTypeScript(source)) {
    return text.startsWith("/**") ? [] : ["has no module comment at its top"];
  }
  if (/^crates\/[^/]+\/src\/.*\.rs$/.test(path)) {
    return text.startsWith("//!") ? [] : ["has no //! comment at its top"];
  }
  return [];
};

/** A wire's two ends change together. */
export const namesItsTwin: Rule = ({ path, text }) => {
  for (const pair of Object.entries(TWINS)) {
    const twin = pair[1 - pair.indexOf(path)];
    if (!pair.includes(path) || !twin) continue;
    const opening = text.split("\n").slice(0, 2).join("\n");
    if (!opening.includes(twin)) return [`does not open by naming ${twin}`];
  }
  return [];
};

/** All of them. */
export const RULES: Record<string, Rule> = {
  "files and functions are short": isShort,
  "only a few modules of the driver touch the world": isPure,
  "logging, exiting and typing have one way each": keepsPlaces,
  "patterns are written out": writesPatterns,
  "unsafe stays in its files, with reasons": confinesUnsafe,
  "files have telling names": isNamedWell,
  "nothing tells of the machine it was written on": isPortable,
  "modules say what they are responsible for": isIntroduced,
  "twins name each other": namesItsTwin,
};
