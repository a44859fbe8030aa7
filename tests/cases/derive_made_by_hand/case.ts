import type { Case } from "../case.ts";

const LEAF = "leaf/src/lib.rs";
const IMPL = `impl std::fmt::Debug for Point {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "at {}", self.x)
    }
}

pub fn point`;

const test: Case = {
  wrong:
    "After a change of a type, a derive was replaced by an impl: reported live by imports, and the old one ran.",
  right: "The new impl runs, or the report says that it does not.",
  steps: [
    {
      edit: {
        [LEAF]: [["pub x: u32,", "pub x: u32,\n    pub y: u32,"], [
          "{ x: 1 }",
          "{ x: 1, y: 2 }",
        ]],
      },
    },
    {
      edit: {
        [LEAF]: [
          ["#[derive(Debug)]\n", ""],
          ["pub fn point", IMPL],
        ],
      },
    },
  ],
};

export default test;
