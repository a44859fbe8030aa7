/**
 * Says in tables what was measured. Pure.
 *
 * @module
 */

import type { ColdRound } from "./cold.ts";
import type { Endurance } from "./endurance.ts";
import type { ErrorRound } from "./errors.ts";
import type { Footprint } from "./footprint.ts";
import type { Lean } from "./lean.ts";
import type { Measured, Round } from "./measure.ts";
import { median, pairwiseRatio, spread } from "./statistics.ts";

/** The ways that are compared, in the order of the table. */
export const WAYS: readonly [label: string, ms: (round: Round) => number][] = [
  ["rustc alone", ({ rustc }) => rustc],
  ["chaud: edit → live", ({ chaud }) => chaud.live],
  ["cargo build", ({ build }) => build],
  ["cargo build + restart", ({ restart }) => restart ?? NaN],
];

/** What the driver does around rustc and the linker. */
const OTHERS_WORK = new Set(["compile", "functions", "link"]);

/** All tables of one workspace. */
export function describe(measured: Measured): string {
  const { title, edit, crate, rounds } = measured;
  const head = `${title}: ${edit} (${crate}), ${rounds.length} rounds, ms`;
  const first = measured.first.chaud.live.toFixed(1);
  return [
    head,
    "",
    ways(rounds),
    "",
    phases(rounds),
    "",
    `first edit after the start: ${first} ms`,
    ...ratios(rounds),
  ].join("\n");
}

function ways(rounds: readonly Round[]): string {
  const alone = rounds.map(({ rustc }) => rustc);
  const rows = WAYS.flatMap(([label, ms]) => {
    const all = rounds.map(ms);
    if (all.some(Number.isNaN)) return [];
    const ratio = pairwiseRatio(all, alone).toFixed(2);
    return [[label, ...numbers(all), ratio]];
  });
  return align([["", "min", "median", "max", "÷ rustc alone"], ...rows]);
}

/** Where the time from the save to the new code went. */
function phases(rounds: readonly Round[]): string {
  const names = Object.keys(rounds[0]?.chaud.stages ?? {});
  const of = (ms: (round: Round) => number) => numbers(rounds.map(ms));
  const rows = names.map((name) => [
    name,
    ...of(({ chaud }) => chaud.stages[name] ?? 0),
  ]);
  const own = ({ chaud }: Round) =>
    chaud.total - Object.entries(chaud.stages)
      .filter(([name]) => OTHERS_WORK.has(name))
      .reduce((sum, [, ms]) => sum + ms, 0);
  return align([
    ["chaud's phases", "min", "median", "max"],
    ["the rest (the driver hears of it last)", ...of(around)],
    ...rows,
    ["the driver's own work (not compile, link)", ...of(own)],
  ]);
}

/** What the driver does not see of the time until the new code runs. */
function around({ chaud }: Round): number {
  return chaud.live - chaud.total;
}

function ratios(rounds: readonly Round[]): string[] {
  const live = rounds.map(({ chaud }) => chaud.live);
  // After the compile come the linker and what the driver and the runtime do.
  const tail = ({ chaud: { stages } }: Round) => {
    const names = Object.keys(stages);
    return names.slice(names.indexOf("link"))
      .reduce((sum, name) => sum + (stages[name] ?? 0), 0);
  };
  const tails = rounds.map(tail);
  const compile = rounds.map(({ chaud: { stages } }) =>
    (stages["compile"] ?? 0) + (stages["functions"] ?? 0)
  );
  const alone = rounds.map((round) => round.rustc);
  const lines = [
    `compile ÷ rustc alone: ${pairwiseRatio(compile, alone).toFixed(2)}`,
    `all after it (link … load) ÷ compile: ${
      pairwiseRatio(tails, compile).toFixed(2)
    }`,
    ...WAYS.slice(2).flatMap(([label, ms]) => {
      const all = rounds.map(ms);
      if (all.some(Number.isNaN)) return [];
      return [`${label} ÷ chaud: ${pairwiseRatio(all, live).toFixed(1)}`];
    }),
  ];
  return lines;
}

/** Compares the workspaces of a group, round by round. */
export function compare(measured: readonly Measured[]): string[] {
  const [first, ...others] = measured;
  if (first === undefined) return [];
  const live = ({ rounds }: Measured) => rounds.map(({ chaud }) => chaud.live);
  return others.map((other) => {
    const ratio = pairwiseRatio(live(other), live(first)).toFixed(2);
    return `${other.title} ÷ ${first.title}: ${ratio} (edit → live)`;
  });
}

/** Cold starts of one workspace. */
export function describeCold(
  title: string,
  rounds: readonly ColdRound[],
): string {
  const of = (ms: (round: ColdRound) => number) => rounds.map(ms);
  const rows = (name: string, cargo: number[], chaud: number[]) => [
    [`cargo run${name}`, ...numbers(cargo), "1.00"],
    [
      ...[`chaud run${name}`, ...numbers(chaud)],
      pairwiseRatio(chaud, cargo).toFixed(2),
    ],
  ];
  const [warmCargo, warmChaud] = [
    of((round) => round.warmCargo),
    of((round) => round.warmChaud),
  ];
  const table = align([
    ["", "min", "median", "max", "÷ cargo run"],
    ...rows("", of(({ cargo }) => cargo), of(({ chaud }) => chaud)),
    ...rows(", all built", warmCargo, warmChaud),
  ]);
  const count = `${rounds.length} rounds`;
  return `${title}: cold start to the first value, ${count}, ms\n\n${table}`;
}

/** What type errors of one workspace cost. */
export function describeErrors(
  title: string,
  rounds: readonly ErrorRound[],
): string {
  const [rustc, chaud] = [
    rounds.map((round) => round.rustc),
    rounds.map((round) => round.chaud),
  ];
  const table = align([
    ["", "min", "median", "max", "÷ rustc alone"],
    ["rustc alone", ...numbers(rustc), "1.00"],
    [
      ...["chaud: edit → error", ...numbers(chaud)],
      pairwiseRatio(chaud, rustc).toFixed(2),
    ],
  ]);
  return `${title}: a type error, ${rounds.length} rounds, ms\n\n${table}`;
}

/** What memory and disk it takes to compile functions alone. */
export function describeFootprint(
  title: string,
  ways: readonly Footprint[],
): string {
  const [first] = ways;
  const cell = (bytes: number, before = NaN) => [
    (bytes / 1e6).toFixed(1),
    (bytes / before).toFixed(2),
  ];
  const rows = ways.map(({ functionPatches, memory, disk }) => [
    functionPatches,
    ...cell(memory, first?.memory),
    ...cell(disk, first?.disk),
  ]);
  const head = ["functions alone", "driver MB", "÷", "reload build MB", "÷"];
  return `${title}: memory and disk after edits\n\n${align([head, ...rows])}`;
}

/** What the choices behind the reload build are worth. */
export function describeLean(title: string, choices: Lean): string {
  const all = ([, rounds]: Lean[number]) =>
    rounds.map(({ rustc, link }) => [rustc, link, rustc + link] as const);
  const asItIs = choices[0] ? all(choices[0]) : [];
  const ratio = (choice: Lean[number], i: 0 | 1 | 2) =>
    pairwiseRatio(
      all(choice).map((times) => times[i]),
      asItIs.map((times) => times[i]),
    ).toFixed(2);
  const rows = choices.map((choice) => [
    choice[0],
    ...([0, 1, 2] as const).map((i) => ratio(choice, i)),
  ]);
  const count = `${asItIs.length} rounds`;
  const head = `${title}: one choice undone at a time, ${count}, ÷ as it is`;
  return `${head}\n\n${align([["", "rustc", "link", "both"], ...rows])}`;
}

/** A run of many reloads: what it was like at its start and at its end. */
export function describeEndurance({
  title,
  live,
  checkpoints,
}: Endurance): string {
  const part = Math.min(50, Math.ceil(live.length / 2));
  const [start, end] = [live.slice(0, part), live.slice(-part)];
  const table = align([
    ["edit → live", "min", "median", "max"],
    [`first ${part}`, ...numbers(start)],
    [`last ${part}`, ...numbers(end)],
  ]);
  const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
  const rows = checkpoints.map(({ reloads, program, driver }) => [
    `${reloads}`,
    megabytes(program.memory),
    megabytes(program.patches),
    `${program.files}`,
    megabytes(driver.memory),
    `${driver.files}`,
  ]);
  const growth = align([
    ["reloads", "program MB", "patches MB", "fds", "driver MB", "fds"],
    ...rows,
  ]);
  const flat = (median(end) / median(start)).toFixed(2);
  const [before, after] = [checkpoints[0], checkpoints.at(-1)];
  const grown = (what: "memory" | "patches") =>
    (after?.program[what] ?? NaN) - (before?.program[what] ?? NaN);
  const beyond = megabytes(grown("memory") - grown("patches"));
  const head = `${title}: ${live.length} reloads, ms`;
  return `${head}\n\n${table}\nlast ÷ first: ${flat}\n\n${growth}\n` +
    `the program grew by ${megabytes(grown("memory"))} MB: its patches and ` +
    `${beyond} MB`;
}

function numbers(all: readonly number[]): string[] {
  const { min, median, max } = spread(all);
  return [min, median, max].map((ms) => ms.toFixed(1));
}

/** Columns as wide as they need to be; all but the first to the right. */
function align(rows: readonly string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0))
  );
  return rows.map((row) =>
    row.map((cell, column) => {
      const width = widths[column] ?? 0;
      return column === 0 ? cell.padEnd(width) : cell.padStart(width);
    }).join("  ").trimEnd()
  ).join("\n");
}
