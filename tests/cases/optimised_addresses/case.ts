import type { Case } from "../case.ts";

const LEAF = "leaf/src/lib.rs";

const test: Case = {
  wrong:
    "Functions of an optimised crate that a table, a variable or a trait object holds were called live, and the old ones ran.",
  right: "Their address is held: the program is started afresh.",
  steps: [
    {
      edit: { [LEAF]: [["    1\n", "    11\n"]] },
      mustRun: true,
    },
    {
      edit: { [LEAF]: [["        self.0\n", "        self.0 + 1\n"]] },
      mustRun: true,
    },
    {
      edit: { [LEAF]: [["[one, two]", "[two, two]"]] },
      mustRun: true,
    },
  ],
};

export default test;
