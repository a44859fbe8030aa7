/**
 * A program made from files in all kinds of places, which says what they hold.
 *
 * @module
 */

import { ENGINE, SMALL_PROGRAM } from "./small_program.ts";

/** Files whose text is part of the program. */
export const ASSETS = {
  inside: "engine/src/asset.txt",
  outside: "assets/text.txt",
} as const;

/** A folder with many modules. */
export const MANY = "engine/src/many";
/** So many. */
export const COUNT = 50;

const numbers = Array.from({ length: COUNT }, (_, i) => i);

/** Path to text; `engine/src/linked` and `single.rs` are links to elsewhere. */
export const SAVED_PROGRAM: Record<string, string> = {
  ...SMALL_PROGRAM,
  [ASSETS.inside]: "inside",
  [ASSETS.outside]: "outside",
  "outside/piece.rs": `pub(crate) const NAME: &str = "piece";\n`,
  "elsewhere/mod.rs": "pub(crate) mod inner;\n",
  "elsewhere/inner.rs": `pub(crate) const NAME: &str = "inner";\n`,
  "elsewhere/single.rs": `pub(crate) const NAME: &str = "single";\n`,
  [`${MANY}/mod.rs`]: [
    ...numbers.map((i) => `mod m${i};`),
    "pub(crate) fn sum() -> u32 {",
    `    ${numbers.map((i) => `m${i}::value()`).join(" + ")}`,
    "}\n",
  ].join("\n"),
  ...Object.fromEntries(numbers.map((i) => [
    `${MANY}/m${i}.rs`,
    "pub(crate) fn value() -> u32 { 1 }\n",
  ])),
  [ENGINE]: `mod linked;
mod many;
mod part;
#[path = "../../outside/piece.rs"]
mod piece;
mod single;

#[chaud::hot]
pub fn work() -> String {
    let text = [
        part::NAME,
        piece::NAME,
        linked::inner::NAME,
        single::NAME,
        include_str!("asset.txt"),
        include_str!("../../assets/text.txt"),
    ];
    format!("version 0, sum {}, [{}]", many::sum(), text.join("] ["))
}
`,
};
