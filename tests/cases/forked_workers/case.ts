import type { Case } from "../case.ts";

const MAIN = "src/main.rs";
const NAMED =
  /2 forked processes \(pid \d+, \d+\) keep the old code: they are not served/;

const test: Case = {
  wrong: "Processes that a program forks kept the old code, without a word.",
  right:
    "The report names them, and the program is started afresh, with other ones.",
  steps: [
    { edit: { [MAIN]: [['"one"', '"two"']] }, mustRun: true, says: NAMED },
    { edit: { [MAIN]: [['"two"', '"three"']] }, mustRun: true, says: NAMED },
  ],
};

export default test;
