import type { Case } from "../case.ts";

const test: Case = {
  wrong:
    "A library that both the program and its build script use was reloaded for the program alone: what the script makes stayed as it was.",
  right: "The build script runs anew with it.",
  steps: [
    { edit: { "words/src/lib.rs": [["one", "two"]] }, mustRun: true },
    { edit: { "app/src/main.rs": [["{} {}", "{} + {}"]] }, mustRun: true },
  ],
};

export default test;
