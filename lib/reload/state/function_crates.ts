/**
 * What it takes to compile edited functions alone: which crates are prepared
 * for it, and why others are not. Never compiles anything.
 */

import type { Unit } from "../../build/rustc/unit.ts";
import type {
  FunctionPatches,
  FunctionsOfCrate,
  UnfitReason,
  WholeReason,
} from "../../report/function_patches.ts";
import { CompileCosts } from "./compile_costs.ts";
import { Overlays } from "./overlays.ts";

/** Where a crate stands. */
export type Readiness = "ready" | UnfitReason;

type OnPrepared = (crates: readonly FunctionsOfCrate[]) => void;

/** The crates and their function patches. */
export class FunctionCrates {
  readonly overlays: Overlays = new Overlays();
  readonly costs: CompileCosts = new CompileCosts();
  readonly #texts = new Map<string, readonly string[]>();
  readonly #readiness = new Map<string, Readiness>();
  readonly #keptWhole = new Set<string>();

  #mode: FunctionPatches;
  readonly #onPrepared: OnPrepared | undefined;
  #told = "";

  /**
   * @param mode When the edited functions alone are compiled.
   * @param onPrepared Told where crates stand.
   */
  constructor(mode: FunctionPatches, onPrepared?: OnPrepared) {
    this.#mode = mode;
    this.#onPrepared = onPrepared;
  }

  /** When the edited functions alone are compiled. */
  get mode(): FunctionPatches {
    return this.#mode;
  }

  /** They cannot be made live here. */
  giveUp(): void {
    this.#mode = "off";
  }

  /** Where a crate stands, once that is known. */
  readinessOf({ id }: Unit): Readiness | undefined {
    return this.#readiness.get(id);
  }

  /**
   * Notes where a crate stands.
   *
   * @param texts What was found out of; nothing if its sources do not matter.
   */
  note(
    { id }: Unit,
    readiness: Readiness,
    texts: readonly string[] = [],
  ): void {
    this.#readiness.set(id, readiness);
    this.#texts.set(id, texts);
  }

  /** Whether where a crate stands was found out of these texts. */
  isOf({ id }: Unit, texts: readonly string[]): boolean {
    const known = this.#texts.get(id) ?? [];
    return known.length === texts.length &&
      known.every((text, i) => text === texts[i]);
  }

  /** Whether a crate is the same without functions that no text names. */
  mayLeaveOut({ id }: Unit): boolean {
    return !this.#keptWhole.has(id);
  }

  /** A crate is not: from now on, nothing is left out. */
  keepAll({ id }: Unit): void {
    this.#keptWhole.add(id);
  }

  /** What a crate was prepared with is gone. */
  forget({ id }: Unit): void {
    this.#readiness.delete(id);
  }

  /** Tells where crates stand, if that is news. */
  tell(units: readonly Unit[]): void {
    const all = units.map(({ id, crateName: crate }): FunctionsOfCrate => {
      const reason = this.#readiness.get(id) ?? { kind: "cost" };
      return reason === "ready" ? { crate } : { crate, reason };
    });
    const text = JSON.stringify(all);
    if (text !== this.#told) this.#onPrepared?.(all);
    this.#told = text;
  }

  /** Why a crate has no function patch now. */
  whyNot(unit: Unit, characters: number): WholeReason | undefined {
    const { crateName: crate, id } = unit;
    const readiness = this.#readiness.get(id);
    if (readiness !== undefined && readiness !== "ready") {
      return { kind: "unfit", crate, reason: readiness };
    }
    if (!this.isWorthIt(unit, characters)) return { kind: "cost", crate };
    return readiness === undefined ? { kind: "unprepared", crate } : undefined;
  }

  /** Whether functions are faster to compile than all of a crate. */
  isWorthIt({ id }: Unit, characters: number): boolean {
    if (this.mode === "off") return false;
    return this.mode === "always" ||
      this.costs.areFunctionsFaster(id, characters);
  }
}
