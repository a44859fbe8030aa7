/**
 * What the demo's values must be: counts along with the running program, so
 * that after each reload a test knows what is kept and what starts afresh.
 * Never runs anything.
 *
 * @module
 */

/** The crates whose values the demo shows. */
export type Crate = "root" | "mid" | "leaf";

/** Each crate and those that are built upon it. */
const DEPENDENTS: Record<Crate, Crate[]> = {
  leaf: ["leaf", "mid", "root"],
  mid: ["mid", "root"],
  root: ["root"],
};

/** The plain static of each crate, counted up by each `tick`. */
const PLAIN: Record<Crate, string> = {
  root: "root.ticks_since_edit",
  mid: "mid.calls_since_edit",
  leaf: "leaf.calls_since_edit",
};

/** How the base is built decides what an edit reaches. */
export interface Base {
  monolithic: boolean;
  /** Above opt-level 0 small functions end up in the crates that call them. */
  release: boolean;
}

/** The values that are expected of a running demo. */
export class DemoModel {
  readonly #base: Base;
  readonly #edited = new Set<Crate>();
  readonly #values = new Map<string, number>([
    ["root.version", 1],
    ["root.ticks", 0],
    ["root.ticks_since_edit", 0],
    ["mid.version", 1],
    ["mid.calls_since_edit", 0],
    ["leaf.version", 1],
    ["leaf.calls", 0],
    ["leaf.calls_since_edit", 0],
  ]);
  #mayBeFresh = new Set<Crate>();

  /** @param base The base that the demo runs on. */
  constructor(base: Base) {
    this.#base = base;
  }

  /** The program was asked for a tick. */
  tick(): void {
    const counters = ["root.ticks", "leaf.calls", ...Object.values(PLAIN)];
    for (const name of counters) this.#set(name, this.#get(name) + 1);
  }

  /** The number of the last tick. */
  get ticks(): number {
    return this.#get("root.ticks");
  }

  /** The version of a crate. */
  version(crate: Crate): number {
    return this.#get(`${crate}.version`);
  }

  /**
   * Crates were edited, and the edit is live. Over a split base it is they
   * that start afresh; over a monolithic one, whose patches hold every edit so
   * far, also what depends on any crate that was ever edited.
   */
  reloaded(versions: Partial<Record<Crate, number>>): void {
    const crates = Object.keys(versions) as Crate[];
    for (const crate of crates) {
      this.#edited.add(crate);
      const version = versions[crate];
      if (version !== undefined) this.#set(`${crate}.version`, version);
    }
    const reached = (from: Iterable<Crate>) =>
      new Set([...from].flatMap((crate) => DEPENDENTS[crate]));
    const fresh = this.#base.monolithic
      ? reached(this.#edited)
      : new Set(crates);
    this.#mayBeFresh = this.#base.release ? reached(crates) : new Set();
    for (const crate of fresh) this.#set(PLAIN[crate], 0);
  }

  /**
   * What is wrong with the values that a program shows right after a reload.
   * Where the optimiser decides whether a dependent changed, its plain static
   * goes on from what is seen.
   */
  compare(shown: Record<string, number>): string[] {
    for (const crate of this.#mayBeFresh) {
      const name = PLAIN[crate];
      if (shown[name] === 0) this.#set(name, 0);
    }
    this.#mayBeFresh.clear();
    return [...this.#values].flatMap(([name, value]) =>
      shown[name] === value
        ? []
        : [`${name} is ${shown[name]}; it must be ${value}`]
    );
  }

  #get(name: string): number {
    return this.#values.get(name) ?? NaN;
  }

  #set(name: string, value: number): void {
    this.#values.set(name, value);
  }
}
