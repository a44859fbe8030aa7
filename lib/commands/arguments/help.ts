/** What `--help` prints, made from the table of commands. Pure. */

import type { Command, Option } from "./command_line.ts";
import { COMMANDS } from "./commands.ts";

/** As wide as a line may be. */
const WIDTH = 80;

/** Longer names stand in a line of their own. */
const COLUMN = 22;

/** What `chaud --help` prints. */
export function help(): string {
  return `Hot reload for Rust: edit, save, and the running program has it.

Usage: chaud <command>

Commands:
${COMMANDS.map(entryOf).join("\n")}

Options:
  -h, --help     Print help
  -V, --version  Print the version

\`chaud help COMMAND\` tells more of each.`;
}

/** What `chaud COMMAND --help` prints. */
export function helpOf(command: Command): string {
  const { name, about, operand, more } = command;
  const options = command.options.filter((option) => option.about);
  const usual = `[options]${operand ? ` ${placeholder(command)}` : ""}`;
  const labels = options.map(labelOf);
  const column = Math.min(COLUMN, widest(labels) + 2);
  return [
    wrap(about, WIDTH).join("\n"),
    `Usage: chaud ${name} ${command.usage ?? usual}`,
    ...operand?.about
      ? [`Arguments:\n${entry(placeholder(command), operand.about, 0)}`]
      : [],
    `Options:\n${
      options.map((option, i) =>
        entry(labels[i] ?? "", option.about ?? "", column)
      ).join("\n")
    }`,
    ...more === undefined ? [] : [more],
  ].join("\n\n");
}

function entryOf(command: Command): string {
  const { name, operand, summary } = command;
  const label = operand ? `${name} ${placeholder(command)}` : name;
  return entry(label, summary, COMMAND_COLUMN);
}

const COMMAND_COLUMN = 20;

function placeholder({ operand }: Command): string {
  if (!operand) return "";
  return operand.isRequired ? operand.name : `[${operand.name}]`;
}

function labelOf({ name, short, value }: Option): string {
  const start = short ? `${short}, ${name}` : `    ${name}`;
  if (!value) return start;
  return `${start} ${value.isOptional ? `[${value.name}]` : value.name}`;
}

/** A name and what it means, beside or below it. */
function entry(label: string, about: string, column: number): string {
  const width = Math.max(column, column === 0 ? label.length + 2 : 0);
  const isBeside = label.length + 2 <= width;
  const lines = wrap(about, WIDTH - 2 - width);
  const margin = " ".repeat(2 + width);
  const [first = "", ...rest] = lines;
  const head = isBeside
    ? [`  ${label.padEnd(width)}${first}`]
    : [`  ${label}`, margin + first];
  return [...head, ...rest.map((line) => margin + line)].join("\n");
}

function widest(labels: readonly string[]): number {
  return Math.max(...labels.map((label) => label.length));
}

/** Breaks a text where it has spaces, but not within backquotes. */
function wrap(text: string, width: number): string[] {
  const words = text.match(/(?:[^\s`]|`[^`]*`)+/g) ?? [];
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(word);
  }
  return lines;
}
