/**
 * What compiles of each crate took, of all of it and of a few functions, and
 * which is the faster. Pure.
 */

/** What was compiled. */
export type Compiling = "whole" | "functions";

/** So many of the last compiles count: what disturbed one is not in all. */
const COUNTED = 3;
/** Below that, in milliseconds, a function's compile is hardly any faster. */
const QUICK_MS = 250;
/** The text of a crate that takes so long, as a rule. */
const QUICK_CHARACTERS = 50_000;

/** What the last compiles took. */
export class CompileCosts {
  readonly #took: Record<Compiling, Map<string, number[]>> = {
    whole: new Map(),
    functions: new Map(),
  };

  /** Notes what a compile took, in milliseconds. */
  note(what: Compiling, unit: string, ms: number): void {
    const before = this.#took[what].get(unit) ?? [];
    this.#took[what].set(unit, [...before, ms].slice(-COUNTED));
  }

  /**
   * Whether functions are the faster to compile, as far as is known.
   *
   * @param characters How much text the crate has.
   */
  areFunctionsFaster(unit: string, characters: number): boolean {
    const [whole, functions] = (["whole", "functions"] as const).map((what) => {
      const took = this.#took[what].get(unit);
      return took && Math.min(...took);
    });
    if (whole === undefined) return characters >= QUICK_CHARACTERS;
    return functions === undefined ? whole >= QUICK_MS : functions < whole;
  }
}
