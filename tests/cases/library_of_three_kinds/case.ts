import type { Case } from "../case.ts";

const test: Case = {
  wrong:
    "A library that is built as `cdylib` or `staticlib` beside `rlib` was never watched: no line, old code for ever.",
  right: "Its edits go live in the program beside it.",
  steps: [
    {
      edit: { "src/lib.rs": [["hello", "good morning"]] },
      mustRun: true,
    },
    {
      edit: { "words/src/lib.rs": [["world", "everybody"]] },
      mustRun: true,
    },
    {
      edit: {
        "words/src/lib.rs": [["-> &'static str {\n", "-> String {\n"], [
          '"everybody"',
          '"all of them".to_owned()',
        ]],
      },
      mustRun: true,
    },
  ],
};

export default test;
