import type { Case } from "../case.ts";

const test: Case = {
  wrong:
    "A library that is built as `cdylib` or `staticlib` beside `rlib` was never watched: no line, old code for ever.",
  right: "Its edits go live in the program beside it.",
  open: "cargo names such a library without its hash, and no call is recorded",
  steps: [
    {
      edit: { "src/lib.rs": [["hello one", "hello two"]] },
      mustRun: true,
    },
  ],
};

export default test;
