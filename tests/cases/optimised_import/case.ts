import type { Case } from "../case.ts";

const LEAF = "leaf/src/lib.rs";

const test: Case = {
  wrong:
    "Optimised code had loaded the address of an import before its loop: reported live, and old for ever.",
  right: "It is live, or the report says that it is not.",
  steps: [
    {
      edit: { [LEAF]: [["    1\n", "    2\n"]] },
      ask: ["go", "go"],
    },
    {
      edit: { [LEAF]: [["    2\n", "    3\n"]] },
      ask: ["go", "go"],
    },
  ],
};

export default test;
