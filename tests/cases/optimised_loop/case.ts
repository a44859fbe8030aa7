import type { Case } from "../case.ts";

const test: Case = {
  wrong:
    "A function that an optimised loop of its own crate calls was called live, and the loop went on with the old one.",
  right: "The report says that the loop can go on as before.",
  steps: [
    {
      edit: { "leaf/src/lib.rs": [["one", "two"]] },
      says: /`word` can still run as before where/,
      or: { answers: ["one"] },
    },
  ],
};

export default test;
