import type { Case } from "../case.ts";

const WORDS = "words/src/lib.rs";

const test: Case = {
  wrong:
    "A library that both the program and a procedural macro use was reloaded for the program alone: the macro's expansion stayed as it was, and nothing was said.",
  right: "What a macro makes of it is made anew.",
  steps: [
    {
      edit: { [WORDS]: [["host one", "host two"]] },
      mustRun: true,
    },
    {
      edit: { [WORDS]: [["program one", "program two"]] },
      mustRun: true,
    },
  ],
};

export default test;
