/**
 * Why an edit is of its kind, and what the rules do not know of it: values
 * that decisions are made by. Holds no words for anybody to read. Pure.
 */

/** What lets other crates see the body of a function. */
export type Exposure =
  | "generic"
  | "const"
  | "async"
  /** It returns `impl Trait`. */
  | "opaque"
  /** A default that may be overridden. */
  | "default"
  | "inline"
  | "trait default"
  | "generic impl"
  /** It stands beside a `type T = impl Trait`, which it defines. */
  | "opaque type";

/** What the rules do not know: it may be anything. */
export type Doubt =
  /** An attribute that may be a macro, by its path. */
  | { kind: "unknownAttribute"; name: string }
  /** Documentation that an attribute or derive may read. */
  | { kind: "readDocumentation"; reader: string }
  /**
   * A macro that stands as a statement: it may define items, but types only
   * such as the function around it has to itself.
   */
  | { kind: "statementMacro"; name: string }
  | { kind: "signatureMacro" }
  /** A method outside of any `impl`. */
  | { kind: "strayMethod" }
  /** No item that the grammar has a name for. */
  | { kind: "unknownItem" }
  | { kind: "unparsed"; version: "old" | "new"; line: number }
  /** There is nothing to compare with, or it is not Rust. */
  | { kind: "incomparable" };

/** Why an edit is no better than its kind. */
export type Reason =
  /** The item itself is what others see. */
  | { kind: "changed" }
  /** The order is part of some symbols' names, and of what macros are in scope. */
  | { kind: "reordered" }
  /** Others compile the body, run it, or depend on a type that it defines. */
  | { kind: "exposed"; by: Exposure }
  | Doubt;
