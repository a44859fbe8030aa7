import type { Case } from "../case.ts";

const MAIN = "src/main.rs";

const test: Case = {
  wrong:
    "Workers that a program had forked before the first save were not served, and nothing was said.",
  right: "They are served too, or named as not served.",
  open: "only who connects itself is known",
  steps: [
    {
      edit: { [MAIN]: [["one", "two"]] },
      or: {
        answers: ["two worker one"],
        says: /not served|without hot reload/,
      },
    },
  ],
};

export default test;
