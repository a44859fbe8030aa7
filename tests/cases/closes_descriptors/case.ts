import type { Case } from "../case.ts";

const MAIN = "src/main.rs";

const test: Case = {
  wrong:
    "A program that closes all descriptors was aborted at the next save: the runtime closed a number that had become the program's.",
  right:
    "The runtime knows its own descriptor, and the report says what became of the connection.",
  steps: [
    {
      ask: ["daemon", "go"],
    },
    {
      edit: { [MAIN]: [['"one"', '"two"']] },
      ask: ["go", "go"],
    },
    {
      edit: { [MAIN]: [['"two"', '"three"']] },
      ask: ["go", "go"],
    },
  ],
};

export default test;
