import type { Case } from "../case.ts";

const MAIN = "src/main.rs";
const NAMED =
  /2 forked processes \(pid \d+, \d+\) keep the old code: they are not served/;

const test: Case = {
  wrong:
    "Processes that were forked beside other threads kept the old code, without a word.",
  right:
    "They are named like any other, and the program is started afresh with all of its threads.",
  args: ["--", "--threads"],
  steps: [
    { edit: { [MAIN]: [['"one"', '"two"']] }, mustRun: true, says: NAMED },
    { edit: { [MAIN]: [['"two"', '"three"']] }, mustRun: true, says: NAMED },
  ],
};

export default test;
