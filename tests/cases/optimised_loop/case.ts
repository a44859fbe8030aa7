import type { Case } from "../case.ts";

const test: Case = {
  wrong:
    "A function that an optimised loop of its own crate calls was called live, and the loop went on with the old one.",
  right:
    "The report says that the loop can go on as before, or why the program starts afresh.",
  steps: [
    {
      edit: { "leaf/src/lib.rs": [["one", "two"]] },
      says: /`word` can still run as before where|`serve` ran once/,
      or: { answers: ["one"] },
    },
  ],
};

export default test;
