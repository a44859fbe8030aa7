import type { Case } from "../case.ts";

const MAIN = "src/main.rs";

const test: Case = {
  wrong:
    "Processes that were forked beside other threads kept the old code, without a word.",
  right:
    "Nothing can be started in such a process, so the report says that it is not attached.",
  args: ["--", "--threads"],
  steps: [
    {
      edit: { [MAIN]: [['"one"', '"two"']] },
      or: { answers: ["two one one"] },
    },
    {
      edit: { [MAIN]: [['"two"', '"three"']] },
      or: {
        answers: ["three one one"],
        says: /was forked and is not attached/,
      },
    },
  ],
};

export default test;
