/**
 * What is said of the programs of a run: which are watched, late, started
 * afresh, crashed, or without hot reload. Never prints anything. Pure.
 */

import { relative } from "@std/path";
import type {
  Behind,
  Joined,
  KeptTogether,
  OtherChaud,
  Report,
  RestartCause,
} from "./report.ts";
import { type Crash, type End, PANIC, type RestartRequest } from "./restart.ts";
import { count, few, fitting, quoted, ROOM, type Status } from "./wording.ts";

/** Said when a program has attached. */
export function watching(crates: string[]): Status {
  const start = count(crates.length, "crate");
  const names = fitting(crates.toReversed(), ROOM - start.length - 3);
  return { verb: "Watching", text: names ? `${start} (${names})` : start };
}

/** Said when the program runs without the crate `chaud`. */
export function unprepared(packages: string[]): string {
  return `\`chaud init\` gives ${
    few(packages)
  } persisted statics and checked ` +
    "types";
}

/** Said when a program was built anew and is not started for want of these. */
export function cannotRun(
  { symbols, libraries }: { symbols: string[]; libraries: string[] },
): string {
  const parts = [
    ...symbols.length > 0 ? [`nothing defines ${quoted(symbols)}`] : [],
    ...libraries.length > 0
      ? [`the loader does not find ${quoted(libraries)}`]
      : [],
  ];
  return `the program was built, but could not run: ${parts.join("; ")}`;
}

/** Said when what was to be one dylib for each crate had to stay in one file. */
export function keptTogether(reasons: readonly KeptTogether[]): Status {
  const sections: string[] = [];
  const switches: string[] = [];
  const symbols: string[] = [];
  for (const reason of reasons) {
    if (reason.kind === "section") sections.push(reason.name);
    else if (reason.kind === "switch") switches.push(reason.text);
    else if (reason.kind === "weak") symbols.push(reason.symbol);
  }
  const shared = sections.length === 1 ? "section" : "sections";
  const why = [
    [sections, `several share the linker's ${shared}`, ""],
    [switches, "the linker is told", "of the whole program"],
    [symbols, "one of them defines", "in place of a native library"],
  ] as const;
  const given = why.filter(([names]) => names.length > 0)
    .map(([names, before, after]) =>
      `${before} ${quoted(names)}${after && " "}${after}`
    );
  if (reasons.some(({ kind }) => kind === "constructors")) {
    given.push("constructors of several run in the order of one file");
  }
  return {
    verb: "Together",
    text: `all crates are in one file, since ${given.join(", and ")}: a ` +
      "patch holds an edited crate and all that depend on it",
  };
}

/** Said of a package that depends on something else called `chaud`. */
export function otherChaud({ name, found, instead }: OtherChaud): string {
  return `\`${name}\` depends on \`${found}\`, which this driver does not ` +
    `serve\n  write \`${instead}\`, or let \`chaud init -p ${name}\` do it`;
}

/** Said when a program has the patches that it came too late for. */
export function joined(
  { pid, patches }: Extract<Joined, { kind: "joined" }>,
): Status {
  const what = patches === 1 ? "the patch" : `the ${patches} patches`;
  return {
    verb: "Joined",
    text: `pid ${pid} has ${what} that it had missed`,
  };
}

/** Said about a program that goes on without a patch. */
export function behind(
  { pid, reason, details }: Behind,
  root: string,
): string {
  if (reason === "hung") {
    const files = details.map((file) => relative(root, file)).join(", ");
    return `pid ${pid} does not answer` +
      (files === "" ? "" : `: it was given the patch from ${files}`);
  }
  if (reason === "late") {
    return `pid ${pid} is stopped, or busy: it gets the patch when it goes on`;
  }
  if (reason === "cut") {
    return `pid ${pid} runs on, but has closed its connection: it keeps the ` +
      `code it has\nstart it again to have hot reload again`;
  }
  const list = details.map((line) => `\n  ${line}`).join("");
  return `pid ${pid} goes on with the code it has, for it refused:${list}\n` +
    `restart it, or save again to try once more`;
}

/** Said about processes that were forked and go on without a patch. */
export function forked(pids: readonly number[]): string {
  const [who, keep, are] = pids.length === 1
    ? ["a forked process", "keeps", "it is"]
    : [`${pids.length} forked processes`, "keep", "they are"];
  return `${who} (pid ${pids.join(", ")}) ${keep} the old code: ${are} not ` +
    "served";
}

/** Said at the end of processes that go on without the program. */
export function outlived(pids: readonly number[]): string {
  const [who, keep] = pids.length === 1
    ? ["a process", "runs on with the code that it has"]
    : [`${pids.length} processes`, "run on with the code that they have"];
  return `the program has ended; ${who} of it (pid ${pids.join(", ")}) ` +
    `${keep}, and ${pids.length === 1 ? "is" : "are"} not served`;
}

/** Told to a program that was started from another build of the executable. */
export function otherFile(executable: string): string {
  return `\`${executable}\` was built anew since this session began: ` +
    `its programs run the old file`;
}

/** Told to a program of another user. */
export const OTHER_USER = "this driver serves programs of its own user only";

/** Said where it is not clear which session is meant. */
export function noSuchSession(names: readonly string[]): string {
  if (names.length === 0) {
    return "no session of this workspace is running: " +
      "start one with `chaud run`, without `--attach`";
  }
  const list = names.map((name) => `\`--bin ${name}\``).join(", ");
  return `which of the running programs? ${list}`;
}

/** Told to a program that another driver should serve. */
export function otherExecutable(executable: string): string {
  return `this driver serves \`${executable}\` only`;
}

/** Said while cargo builds once more, for the recordings. */
export const RECORDING =
  "hot reload is recording how cargo builds this program; edits are watched soon";

/** Said when cargo begins to build for a restart. */
export function rebuilding(
  { cause, files, inputs }: RestartRequest,
  root: string,
): Status {
  const kinds = new Map(inputs.map(({ path, kind }) => [path, kind]));
  const named = files.map((file) => {
    const kind = kinds.get(file);
    return relative(root, file) + (kind === undefined ? "" : ` (${kind})`);
  });
  const [first, ...others] = named;
  const more = others.length === 0 ? "" : ` and ${others.length} more`;
  const why = first === undefined ? "" : `${first}${more}: `;
  return { verb: "Rebuilding", text: `${why}${CAUSES[cause]}` };
}

const CAUSES: Record<RestartCause, string> = {
  build: "it decides how the program is built",
  refused: "the running program cannot take the change",
  main: "`main` is running, and has changed",
  held: "old code or old values might be left",
  forked: "processes that it forked run on with the old code",
  request: "a restart was asked for",
  crash: "the program has crashed",
  hang: "the program does not answer",
  gone: "files of its build are gone",
};

/** Said when the new program is about to start, or has begun. */
export function restarted(
  report: Extract<Report, { kind: "restart" }>,
  root: string,
): Status {
  const { cause, files, left, timings, isRenewed = false } = report;
  const [first] = files;
  const what = first === undefined ? "" : `${relative(root, first)}: `;
  const build = timings.stages.find(([stage]) => stage === "build")?.[1] ?? 0;
  const how = isRenewed
    ? `in ${Math.round(timings.total)} ms (${CAUSES[cause]})`
    : `built in ${Math.round(build)} ms`;
  const text = `${what}${how}; its state starts afresh` +
    (left.length === 0
      ? ""
      : `\n  pid ${
        left.join(", ")
      }: goes on with the old code, and gets no patches`);
  return { verb: isRenewed ? "Restarted" : "Restarting", text };
}

/** Said when the program has crashed. */
export function crashed({ end, last, lost }: Crash, root: string): string {
  const how = howItEnded(end);
  if (lost) {
    const files = lost.map((file) => relative(root, file)).join(", ");
    const patch = files === "" ? "a patch" : `the patch from ${files}`;
    const why = end.signal === "SIGSYS"
      ? "\n  a filter of its system calls (seccomp) forbids what loading takes"
      : "";
    return `the program ${how} while ${patch} was being loaded${why}`;
  }
  if (!last) {
    return `the program ${how}; no patch had gone live since its start`;
  }
  const names = last.live.length > 0 ? last.live : last.hotFunctions;
  const functions = quoted(names);
  const files = last.files.map((file) => relative(root, file)).join(", ");
  return `the program ${how}\n  the last patch was number ${last.epoch}` +
    (files === "" ? "" : `, from ${files}`) +
    (functions === "" ? "" : `: ${functions}`);
}

function howItEnded({ code, signal }: End): string {
  if (signal !== null) return `was ended by ${signal}`;
  return code === PANIC
    ? `has panicked (exit code ${code})`
    : `has ended (exit code ${code})`;
}

/** Said while a program that has crashed waits to be mended. */
export const WAITING =
  "the next save builds the program and starts it again; Ctrl-C ends";

/** Said of a program that loads nothing. */
export function isStatic(name: string): string {
  return `\`${name}\` runs without hot reload: it is linked statically, and ` +
    "such a program cannot load anything. While you develop, leave out " +
    "`+crt-static`, or build for a `-gnu` target";
}

/** Said of a program that has the crate, and has not called it. */
export function doesNotInit(name: string): string {
  return `\`${name}\` runs without hot reload so far: it has not called ` +
    "`chaud::init!()`, which belongs at the start of `main`";
}

/** Said of a program that was given the runtime, which does not answer. */
export function silent(name: string): string {
  return `\`${name}\` runs without hot reload so far: the runtime in it has ` +
    "not attached. `chaud doctor` looks for the cause";
}

/** Said of a program that was not linked as it should be. */
export function notLinked(name: string, reason: string): string {
  return `\`${name}\` runs without hot reload: ${reason}`;
}

/** Said when the user's rustc did not build the runtime. */
export function notBuilt(said: string): string {
  return "the program runs without hot reload: Chaud's runtime, which needs " +
    `Rust 1.88 or later, could not be built:\n${said.trimEnd()}`;
}
