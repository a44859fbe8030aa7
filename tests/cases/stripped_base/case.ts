import type { Case } from "../case.ts";

const MAIN = "src/main.rs";

const test: Case = {
  wrong:
    "In a base without symbols the second save was called live, and the old code ran.",
  right: "Each save says that it is not live, or starts the program afresh.",
  open: "the second patch leads from the first",
  steps: [
    {
      edit: { [MAIN]: [["one", "two"]] },
    },
    {
      edit: { [MAIN]: [["two", "three"]] },
    },
  ],
};

export default test;
