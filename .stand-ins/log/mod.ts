/**
 * Stands in for `@std/log` where JSR is out of reach: a logger that hands its
 * records to handlers.
 *
 * @module
 */

const LEVELS = {
  NOTSET: 0,
  DEBUG: 10,
  INFO: 20,
  WARN: 30,
  ERROR: 40,
  CRITICAL: 50,
} as const;

/** How much a record matters. */
export type LevelName = keyof typeof LEVELS;

/** The number that orders a level among the others. */
export type LogLevel = typeof LEVELS[LevelName];

/** One message on its way to the handlers. */
export class LogRecord {
  readonly msg: string;
  readonly args: unknown[];
  readonly level: number;
  readonly levelName: string;
  readonly loggerName: string;
  readonly datetime: Date = new Date();

  constructor(options: {
    msg: string;
    args: unknown[];
    level: LogLevel;
    loggerName: string;
  }) {
    this.msg = options.msg;
    this.args = options.args;
    this.level = options.level;
    this.loggerName = options.loggerName;
    this.levelName = nameOf(options.level);
  }
}

/** Turns a record into the text that a handler writes. */
export type FormatterFunction = (logRecord: LogRecord) => string;

/** Writes the records of a level and above. */
export abstract class BaseHandler {
  level: LogLevel;
  formatter: FormatterFunction;

  constructor(
    levelName: LevelName,
    options: { formatter?: FormatterFunction } = {},
  ) {
    this.level = LEVELS[levelName];
    this.formatter = options.formatter ??
      (({ levelName, msg }) => `${levelName} ${msg}`);
  }

  handle(logRecord: LogRecord): void {
    if (logRecord.level >= this.level) this.log(this.format(logRecord));
  }

  format(logRecord: LogRecord): string {
    return this.formatter(logRecord);
  }

  abstract log(msg: string): void;
}

/** How a {@linkcode FileHandler} writes. */
export interface FileHandlerOptions {
  filename: string;
  /** Adds to what is there (the default), replaces it, or wants there none. */
  mode?: "a" | "w" | "x";
  formatter?: FormatterFunction;
  /** So many bytes are kept back before they are written. */
  bufferSize?: number;
}

/** Writes lines to a file, from `setup` on, until `destroy`. */
export class FileHandler extends BaseHandler {
  readonly #options: FileHandlerOptions;
  #file: Deno.FsFile | undefined;
  #kept = "";

  constructor(levelName: LevelName, options: FileHandlerOptions) {
    super(levelName, options);
    this.#options = options;
  }

  setup(): void {
    const { filename, mode = "a" } = this.#options;
    this.#file = Deno.openSync(filename, {
      write: true,
      create: mode !== "x",
      createNew: mode === "x",
      append: mode === "a",
      truncate: mode !== "a",
    });
  }

  log(msg: string): void {
    this.#kept += `${msg}\n`;
    if (this.#kept.length > (this.#options.bufferSize ?? 4096)) this.flush();
  }

  flush(): void {
    let rest = new TextEncoder().encode(this.#kept);
    this.#kept = "";
    while (this.#file && rest.length > 0) {
      rest = rest.subarray(this.#file.writeSync(rest));
    }
  }

  destroy(): void {
    this.flush();
    this.#file?.close();
    this.#file = undefined;
  }
}

/** Hands the messages of a level and above to its handlers. */
export class Logger {
  level: LogLevel;
  handlers: BaseHandler[];
  readonly loggerName: string;

  constructor(
    loggerName: string,
    levelName: LevelName,
    options: { handlers?: BaseHandler[] } = {},
  ) {
    this.loggerName = loggerName;
    this.level = LEVELS[levelName];
    this.handlers = options.handlers ?? [];
  }

  debug(msg: string, ...args: unknown[]): string {
    return this.#write(LEVELS.DEBUG, msg, args);
  }

  info(msg: string, ...args: unknown[]): string {
    return this.#write(LEVELS.INFO, msg, args);
  }

  warn(msg: string, ...args: unknown[]): string {
    return this.#write(LEVELS.WARN, msg, args);
  }

  error(msg: string, ...args: unknown[]): string {
    return this.#write(LEVELS.ERROR, msg, args);
  }

  #write(level: LogLevel, msg: string, args: unknown[]): string {
    if (level < this.level) return msg;
    const { loggerName } = this;
    const record = new LogRecord({ msg, args, level, loggerName });
    for (const handler of this.handlers) handler.handle(record);
    return msg;
  }
}

function nameOf(level: LogLevel): string {
  const entry = Object.entries(LEVELS).find(([, number]) => number === level);
  return entry?.[0] ?? String(level);
}
