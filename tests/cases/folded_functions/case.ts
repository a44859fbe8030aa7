import type { Case } from "../case.ts";

const test: Case = {
  wrong:
    "The linker had made one function of two that were alike: an edit of one changed both.",
  right: "Each function has its own code in the base.",
  steps: [
    {
      edit: {
        "src/main.rs": [["first() -> u32 {\n    1", "first() -> u32 {\n    2"]],
      },
      mustRun: true,
    },
    {
      edit: {
        "src/main.rs": [[
          "second() -> u32 {\n    1",
          "second() -> u32 {\n    3",
        ]],
      },
      mustRun: true,
    },
  ],
};

export default test;
