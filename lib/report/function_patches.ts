/**
 * Why an edit was not made live by compiling the edited functions alone, and
 * the words for it. Never decides anything. Pure.
 */

import { count, quoted } from "./wording.ts";

/** When the edited functions alone are compiled. */
export type FunctionPatches =
  | "off"
  /** Where that is possible, and takes less time than the whole crate. */
  | "auto"
  /** Where that is possible. */
  | "always";

/** Why a crate has no function patches. */
export type UnfitReason =
  /** All crates are one executable. */
  | { kind: "monolithic" }
  /** Its functions have no entries that could be redirected. */
  | { kind: "entries" }
  /** New code has statics of its own. */
  | { kind: "statics" }
  /** It is compiled with optimisations: code of one function is in others. */
  | { kind: "optimised" }
  /** It is more than one library or program. */
  | { kind: "crateType" }
  /** Its sources are recorded under other paths than their own. */
  | { kind: "remapped" }
  /** It has functions or statics with a slot of their own. */
  | { kind: "annotated"; file: string }
  /** It holds the text of a source, not only what that means. */
  | { kind: "included"; file: string }
  /** It does not compile with most bodies emptied. */
  | { kind: "uncompilable"; errors: string[] };

/** Whether the functions of a crate can be compiled by themselves. */
export interface FunctionsOfCrate {
  /** Its name. */
  crate: string;
  /** Why not, if they cannot. */
  reason?: UnfitReason | { kind: "cost" };
}

/** Why whole crates were compiled. */
export type WholeReason =
  | { kind: "unfit"; crate: string; reason: UnfitReason }
  /** More was edited than functions' bodies, or something else. */
  | { kind: "edit"; what: string }
  /** An edited function cannot be compiled for its own sake. */
  | { kind: "function"; name: string; doubt: string }
  /** Not everything is there yet that it takes. */
  | { kind: "unprepared"; crate: string }
  /** The whole crate takes no longer. */
  | { kind: "cost"; crate: string }
  /** rustc fails, and it is not for the edit. */
  | { kind: "failed"; crate: string; errors: string[] }
  /** What was compiled cannot go live by itself. */
  | { kind: "obstacle"; what: string; symbols: string[] };

/** Says why whole crates were compiled. */
export function whyWhole(reason: WholeReason): string {
  switch (reason.kind) {
    case "unfit":
      return `${quoted([reason.crate])} has no function patches: ${
        whyUnfit(reason.reason)
      }`;
    case "edit":
      return `${quoted([reason.what])} is more than a function's body`;
    case "function":
      return `${quoted([reason.name])} cannot be compiled by itself ` +
        `(${reason.doubt})`;
    case "unprepared":
      return `${quoted([reason.crate])} is not prepared for it yet`;
    case "cost":
      return `all of ${quoted([reason.crate])} takes no longer`;
    case "failed":
      return `rustc failed for functions of ${quoted([reason.crate])}, and ` +
        `not for the edit: ${firstLine(reason.errors)}`;
    case "obstacle":
      return `${reason.what}: ${quoted(reason.symbols.slice(0, 3))}`;
  }
}

/** Says why a crate has no function patches. */
export function whyUnfit(reason: UnfitReason): string {
  switch (reason.kind) {
    case "monolithic":
      return "all crates are one executable";
    case "entries":
      return "its functions have no entries";
    case "statics":
      return "new code has statics of its own";
    case "optimised":
      return "it is optimised";
    case "crateType":
      return "it is not just one library or program";
    case "remapped":
      return "its sources are recorded under other paths";
    case "annotated":
      return `it has annotated items (${quoted([reason.file])})`;
    case "included":
      return `${quoted([reason.file])} includes a source as text`;
    case "uncompilable":
      return "with most bodies emptied, it does not compile (" +
        `${count(reason.errors.length, "error")}: ${firstLine(reason.errors)})`;
  }
}

/** Says which crates have function patches. */
export function prepared(crates: readonly FunctionsOfCrate[]): string {
  const [can, cannot] = [true, false].map((is) =>
    crates.filter(({ reason }) => (reason === undefined) === is)
  );
  const names = can?.map(({ crate }) => crate) ?? [];
  const lines =
    cannot?.map(({ crate, reason }) =>
      `\n  not of ${quoted([crate])}: ${reason ? whyNone(reason) : ""}`
    ) ?? [];
  const what = names.length > 0 ? quoted(names) : "no crate";
  return `functions of ${what} can be compiled alone${lines.join("")}`;
}

/** Says why the functions of a crate are not compiled by themselves. */
export function whyNone(reason: UnfitReason | { kind: "cost" }): string {
  return reason.kind === "cost"
    ? "all of it takes no longer"
    : whyUnfit(reason);
}

function firstLine(errors: readonly string[]): string {
  return (errors[0] ?? "").split("\n", 1)[0] ?? "";
}
