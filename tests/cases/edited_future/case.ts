import type { Case } from "../case.ts";

const MAIN = "src/main.rs";

const test: Case = {
  wrong:
    "An edited `async` function inside of a running one was reported live, and taken back in a warning.",
  right: "The report says which of the functions run.",
  steps: [
    {
      edit: { [MAIN]: [["answer one", "answer two"]] },
      mustRun: true,
    },
    {
      edit: { [MAIN]: [["    answer(n)", "    answer(n + 100)"]] },
    },
    {
      edit: {
        [MAIN]: [[
          "    Yield(false).await;\n    ",
          "    let many = [n; 100];\n    Yield(false).await;\n    let n = many[99];\n    ",
        ]],
      },
    },
  ],
};

export default test;
