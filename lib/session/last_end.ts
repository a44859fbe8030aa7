/**
 * What became of the last save, and whether anything is left to find out since.
 * Never finds it out. Pure.
 */

import type { Report } from "../report/report.ts";

/** Ends after which what was saved is still to be made live. */
const UNSETTLED: Report["kind"][] = ["broken", "refused", "fault"];

/** The end of the last save of a session. */
export class LastEnd {
  kind: Report["kind"] = "live";
  /** What was saved then. */
  files: string[] = [];
  #at = 0;
  #isWhole = false;

  /** Something was saved, or is to be looked at once more. */
  begin(): void {
    this.#isWhole = false;
  }

  /**
   * What was saved has come to an end.
   *
   * @param isWhole Whether nothing else was saved meanwhile.
   */
  come(kind: Report["kind"], isWhole: boolean): void {
    this.kind = kind;
    this.#isWhole = isWhole;
    this.#at = performance.now();
  }

  /** Whether what was saved is live, as far as that can be. */
  get isSettled(): boolean {
    return !UNSETTLED.includes(this.kind);
  }

  /** When it was a fault, if it was one, by `performance.now()`. */
  get faultAt(): number | undefined {
    return this.kind === "fault" ? this.#at : undefined;
  }

  /**
   * Whether there is anything to do or to say. An editor that saves in place
   * leaves an empty file for a moment: two events, and nothing has changed.
   * What has failed is not tried again before something is saved.
   *
   * @param changes How many files and crates are not as they are live.
   */
  isNews(changes: number): boolean {
    return !this.#isWhole && (!this.isSettled || changes > 0);
  }
}
