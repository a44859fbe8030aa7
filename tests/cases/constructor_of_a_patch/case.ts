import type { Case } from "../case.ts";

const MAIN = "app/src/main.rs";

const test: Case = {
  wrong:
    "A constructor of the user's code ran again at each load: what it registers was there twice, then three times.",
  right:
    "Constructors belong to the process: a patch runs none in a running program.",
  steps: [
    {
      edit: { [MAIN]: [["one", "two"]] },
      mustRun: true,
    },
    {
      edit: { [MAIN]: [["two", "three"]] },
      mustRun: true,
    },
  ],
};

export default test;
