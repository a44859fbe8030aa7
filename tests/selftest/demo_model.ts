/**
 * What the demo's values must be: counts along with the running program, so
 * that after each reload a test knows what each of them is.
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
  root: "root.turns",
  mid: "mid.lines",
  leaf: "leaf.greetings",
};

/** How the base is built decides what an edit reaches. */
export interface Base {
  /** Whether new code has statics of its own. */
  freshStatics: boolean;
  monolithic: boolean;
  /** Above opt-level 0 small functions end up in the crates that call them. */
  release: boolean;
}

/** The values that are expected of a running demo. */
export class DemoModel {
  readonly #base: Base;
  readonly #edited = new Set<Crate>();
  /** Crates whose plain static may start afresh at any time. */
  readonly #mayFollow = new Set<Crate>();
  readonly #values = new Map<string, number>([
    ["root.version", 1],
    ["root.ticks", 0],
    ["root.turns", 0],
    ["mid.version", 1],
    ["mid.lines", 0],
    ["leaf.version", 1],
    ["leaf.calls", 0],
    ["leaf.greetings", 0],
  ]);

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
   * Crates were edited, and the edit is live. Where statics do not stay, over
   * a split base it is they that start afresh; over a monolithic one, whose patches hold every edit so
   * far, also what depends on any crate that was ever edited.
   *
   * @param isPlain Whether the edit leaves the dependents' objects as they
   *   are. Otherwise they may follow, at once or a little later, since crates
   *   share the instances of generic functions.
   */
  reloaded(versions: Partial<Record<Crate, number>>, isPlain: boolean): void {
    const crates = Object.keys(versions) as Crate[];
    for (const crate of crates) {
      this.#edited.add(crate);
      const version = versions[crate];
      if (version !== undefined) this.#set(`${crate}.version`, version);
    }
    const { freshStatics, monolithic, release } = this.#base;
    if (!freshStatics) return;
    // Inlining moves code: it may be a dependent alone whose objects change.
    const mayStay = release && !monolithic;
    const fresh = monolithic ? reached(this.#edited) : mayStay ? [] : crates;
    for (const crate of fresh) this.#set(PLAIN[crate], 0);
    for (const crate of isPlain && !mayStay ? [] : reached(crates)) {
      if (mayStay || !crates.includes(crate)) this.#mayFollow.add(crate);
    }
  }

  /** What is wrong with the values that a program shows. */
  compare(shown: Record<string, number>): string[] {
    for (const crate of this.#mayFollow) {
      const name = PLAIN[crate];
      const value = shown[name];
      if (value !== undefined && value < this.#get(name)) {
        this.#set(name, value);
      }
    }
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

function reached(crates: Iterable<Crate>): Set<Crate> {
  return new Set([...crates].flatMap((crate) => DEPENDENTS[crate]));
}
