/**
 * What the driver says, on stderr, in cargo's manner. The only module that
 * knows of colours and levels. Never words anything: its callers do.
 *
 * @module
 */

import { BaseHandler } from "@std/log/base-handler";
import { FileHandler } from "@std/log/file-handler";
import { Logger } from "@std/log/logger";
import { LogFileError } from "./log_file_error.ts";
import { writeToStderr } from "./stderr.ts";
import { coloured, plain } from "./wording.ts";

/** When to colour: `auto` means on a terminal, unless the environment objects. */
export type ColorChoice = "auto" | "always" | "never";

/** How much is said; each level includes those before it. */
export type Level = "off" | "error" | "warn" | "info" | "debug" | "trace";

/** What a log is made from. The last three default to this process's own. */
export interface LogOptions {
  /** The number of `-v`, less the number of `-q`. */
  verbosity: number;
  /** The `--color` argument. */
  color: ColorChoice;
  /** Reads an environment variable. */
  env?: (name: string) => string | undefined;
  /** Whether a terminal shows what is written. */
  isTerminal?: boolean;
  /** Takes whole lines, with their line feeds. */
  write?: (lines: string) => void;
  /** A file that gets the same, without colours and with the time. */
  file?: string | undefined;
}

/** The driver's voice. */
export interface Log {
  /** Most that is said. */
  readonly level: Level;
  /** Whether colours are on: for asking cargo and rustc for the same. */
  readonly color: boolean;
  /** Progress, with cargo's right-aligned green verb: `   Watching 3 crates`. */
  status(verb: string, text: string): void;
  /** What went wrong. */
  error(text: string): void;
  /** What may be wrong. */
  warn(text: string): void;
  /** An aside. */
  note(text: string): void;
  /** What belongs to the line above, in one below it. */
  under(kind: "note" | "warning", text: string): void;
  /** What helps to find out why (`-v`). */
  debug(text: string): void;
  /** Every step (`-vv`). */
  trace(text: string): void;
  /**
   * Text that is ready to print, such as rustc's rendered errors.
   *
   * @param level How grave it is; without one, the user has asked for it.
   */
  raw(text: string, level?: Exclude<Level, "off">): void;
}

const LEVELS = ["off", "error", "warn", "info", "debug", "trace"] as const;
const QUIETEST = LEVELS.indexOf("error");
const NORMAL = LEVELS.indexOf("info");

/** As cargo has them: bold, and all but yellow bright. */
const BOLD_RED = "\x1b[1;91m";
const BOLD_GREEN = "\x1b[1;92m";
const BOLD_YELLOW = "\x1b[1;33m";
const BOLD_CYAN = "\x1b[1;96m";
const DIM = "\x1b[2m";
const RESET = "\x1b[0m";

/** As wide as cargo's, so that both line up. */
const VERB_WIDTH = 12;

/** Where texts begin that stand below one. */
const MARGIN = `\n${" ".repeat(VERB_WIDTH + 1)}`;

/**
 * Makes a log.
 *
 * ```ts
 * import { createLog } from "./log.ts";
 *
 * const log = createLog({ verbosity: 0, color: "auto" });
 * log.status("Watching", "3 crates");
 * ```
 */
export function createLog(options: LogOptions): Log {
  const {
    env = Deno.env.get,
    isTerminal = Deno.stderr.isTerminal(),
    write = writeToStderr,
  } = options;
  const wish = env("CHAUD_LOG");
  const level = chooseLevel(options.verbosity, wish);
  const color = chooseColor(options.color, env, isTerminal);
  const least = LEAST[level];
  const handlers = options.file === undefined
    ? [new Lines(least, write)]
    : [new Lines(least, write), openFile(least, options.file)];
  const logger = new Logger("chaud", least, { handlers });
  const shows = (other: Level) =>
    LEVELS.indexOf(level) >= LEVELS.indexOf(other);
  const paint = (style: string, text: string) =>
    color ? style + text + RESET : text;
  const line = (style: string, label: string, text: string) =>
    `${paint(style, label)} ${plain(text)}`;
  const below = (style: string, label: string, text: string) =>
    line(style, label.padStart(VERB_WIDTH), text.replaceAll("\n", MARGIN));

  const log: Log = {
    level,
    color,
    status(verb, text) {
      logger.info(line(BOLD_GREEN, verb.padStart(VERB_WIDTH), text));
    },
    error(text) {
      logger.error(line(BOLD_RED, "error:", text));
    },
    warn(text) {
      logger.warn(line(BOLD_YELLOW, "warning:", text));
    },
    note(text) {
      logger.info(line(BOLD_CYAN, "note:", text));
    },
    under(kind, text) {
      if (kind === "note") logger.info(below(BOLD_CYAN, "note:", text));
      else logger.warn(below(BOLD_YELLOW, "warning:", text));
    },
    debug(text) {
      logger.debug(line(DIM, "debug:", text));
    },
    trace(text) {
      if (shows("trace")) logger.debug(line(DIM, "trace:", text));
    },
    raw(text, level = "error") {
      const ready = (color ? coloured(text) : plain(text)).replace(/\n$/, "");
      if (shows(level)) logger.error(ready);
    },
  };
  if (wish && !isLevel(wish)) {
    log.warn(
      `CHAUD_LOG=${wish}: no such level; there are ${LEVELS.join(", ")}`,
    );
  }
  return log;
}

/** Arguments count for more than the environment. */
function chooseLevel(verbosity: number, wish: string | undefined): Level {
  if (verbosity === 0 && wish && isLevel(wish)) return wish;
  const index = Math.max(QUIETEST, NORMAL + verbosity);
  return LEVELS[index] ?? "trace";
}

function isLevel(text: string): text is Level {
  return (LEVELS as readonly string[]).includes(text);
}

function chooseColor(
  choice: ColorChoice,
  env: (name: string) => string | undefined,
  isTerminal: boolean,
): boolean {
  if (choice !== "auto") return choice === "always";
  if (env("NO_COLOR")) return false;
  if ((env("CLICOLOR_FORCE") ?? "0") !== "0") return true;
  return isTerminal && env("CLICOLOR") !== "0" && env("TERM") !== "dumb";
}

/** What is logged at all, by what is to be said. Nothing is critical. */
const LEAST = {
  off: "CRITICAL",
  error: "ERROR",
  warn: "WARN",
  info: "INFO",
  debug: "DEBUG",
  // There is no such level: `trace` itself looks whether it is wanted.
  trace: "DEBUG",
} as const;

type Least = typeof LEAST[Level];

/** The terminal. */
class Lines extends BaseHandler {
  #write: (lines: string) => void;

  constructor(least: Least, write: (lines: string) => void) {
    super(least, { formatter: ({ msg }) => msg });
    this.#write = write;
  }

  override log(message: string): void {
    this.#write(`${message}\n`);
  }
}

/** A file: each line is there as soon as it was said. */
class LogFile extends FileHandler {
  constructor(least: Least, filename: string) {
    super(least, {
      filename,
      formatter: ({ msg, datetime }) =>
        `${datetime.toISOString()} ${plain(msg)}`,
    });
  }

  override log(message: string): void {
    try {
      super.log(message);
      this.flush();
    } catch {
      // The disk may be full: the terminal has it.
    }
  }
}

function openFile(least: Least, path: string): LogFile {
  const handler = new LogFile(least, path);
  try {
    handler.setup();
    return handler;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new LogFileError(`Cannot write the log to \`${path}\`: ${reason}`, {
      cause: error,
    });
  }
}
