import type { Case } from "../case.ts";

const MAIN = "src/main.rs";

const test: Case = {
  wrong:
    "An edited `main`, or another function that is running, was first called live.",
  right: "It is not called live; the program is started afresh.",
  steps: [
    {
      edit: { [MAIN]: [["served one", "served two"]] },
      mustRun: true,
      unsaid: /Reloaded [^:]+: .*\bserve\b.* live/,
    },
    {
      edit: { [MAIN]: [['"= ready"', '"= {}", "ready"']] },
      mustRun: true,
      unsaid: /Reloaded [^:]+: .*\bmain\b.* live/,
    },
    {
      edit: { [MAIN]: [["word one", "word two"]] },
      mustRun: true,
    },
  ],
};

export default test;
