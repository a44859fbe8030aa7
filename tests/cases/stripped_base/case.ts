import type { Case } from "../case.ts";

const MAIN = "src/main.rs";

const test: Case = {
  wrong:
    "In a base without symbols the second save was called live, and the old code ran.",
  right: "The base keeps its symbols, so that each save is live.",
  steps: [
    {
      mustRun: true,
      edit: { [MAIN]: [["one", "two"]] },
    },
    {
      mustRun: true,
      edit: { [MAIN]: [["two", "three"]] },
    },
  ],
};

export default test;
