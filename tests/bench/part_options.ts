/** What the modules of the benchmark's Rust files are made from. */

/** What one part is made from. */
export interface PartOptions {
  /** The part's number, which also varies its constants. */
  index: number;
  /** An expression over `seed` that calls the crate below, or just `seed`. */
  below: string;
}
