import type { Case } from "../case.ts";

const MAIN = "src/main.rs";

const test: Case = {
  wrong:
    "Where forked processes are looked for, a program that starts others might be taken to have some.",
  right: "What runs another program is nobody's worker: edits go live as ever.",
  steps: [
    {
      edit: { [MAIN]: [['"one"', '"two"']] },
      mustRun: true,
      unsaid: /not served|Rebuilding/,
    },
    { edit: { [MAIN]: [['"two"', '"three"']] }, mustRun: true },
  ],
};

export default test;
