import type { Case } from "../case.ts";

const MAIN = "src/main.rs";

const test: Case = {
  wrong: "Processes that a program forks kept the old code, without a word.",
  right:
    "Each is served by a connection of its own, and has what was live when it was forked.",
  steps: [
    { edit: { [MAIN]: [['"one"', '"two"']] }, mustRun: true },
    { edit: { [MAIN]: [['"two"', '"three"']] }, mustRun: true },
  ],
};

export default test;
