import type { Case } from "../case.ts";

const MAIN = "src/main.rs";

const test: Case = {
  wrong:
    "Two functions of the same code stood at one address: the edited one stayed old, or the other changed as well.",
  right: "Only the edited one changes, or the report says that it does not.",
  steps: [
    {
      edit: {
        [MAIN]: [[
          "fn left(n: u32) -> u32 {\n    n * 3",
          "fn left(n: u32) -> u32 {\n    n * 5",
        ]],
      },
    },
    {
      edit: {
        [MAIN]: [[
          "fn right(n: u32) -> u32 {\n    n * 3",
          "fn right(n: u32) -> u32 {\n    n * 7",
        ]],
      },
    },
  ],
};

export default test;
