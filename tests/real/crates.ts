/**
 * The programs of `crates/`: each and its library use what others have
 * published, of a kind that linkers, loaders and allocators treat in a way of
 * their own.
 *
 * @module
 */

/** A package of `crates/`: a program, and a library of its name. */
export interface CratesProgram {
  name: string;
  /** Why all its crates are in one file; otherwise each has its own. */
  together?: string;
  /** Crates that it is tried with as path dependencies as well. */
  own?: readonly string[];
  /** Building it takes long: only where that is asked for. */
  isHeavy?: true;
}

/** All of them. */
export const CRATES_PROGRAMS: readonly CratesProgram[] = [
  { name: "slices", together: "section linkme_FUNCTIONS", own: ["linkme"] },
  { name: "plugins", together: "constructors", own: ["inventory"] },
  { name: "starts", together: "constructors" },
  {
    name: "tagged",
    together: "constructors",
    own: ["erased-serde", "inventory", "typetag"],
    isHeavy: true,
  },
  { name: "logging", own: ["log", "tracing-core"] },
  { name: "arguments", isHeavy: true },
  { name: "data", own: ["anyhow", "indexmap"], isHeavy: true },
  { name: "waiting", own: ["bytes", "parking_lot", "parking_lot_core"] },
  {
    name: "parallel",
    own: ["crossbeam-channel", "crossbeam-epoch", "crossbeam-utils"],
  },
  { name: "text", own: ["memchr", "nom", "once_cell"], isHeavy: true },
  { name: "archives", own: ["bzip2-sys", "libz-sys", "lz4-sys"] },
  { name: "stacks", own: ["psm", "stacker"] },
  { name: "allocator", own: ["libmimalloc-sys", "mimalloc"] },
  { name: "lazies", own: ["lazy_static", "thread_local"] },
  { name: "hashes", own: ["blake3"] },
  { name: "signatures", own: ["ring"], isHeavy: true },
  { name: "compressed", own: ["zstd", "zstd-sys"], isHeavy: true },
  { name: "database", own: ["libsqlite3-sys"], isHeavy: true },
  { name: "scripts", own: ["mlua", "mlua-sys"], isHeavy: true },
  { name: "pages", own: ["tikv-jemalloc-sys"], isHeavy: true },
];
