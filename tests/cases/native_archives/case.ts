import type { Case } from "../case.ts";

const test: Case = {
  wrong:
    "Each crate had what its native library defines for itself: two counters in place of one, and a default in place of the program's own function.",
  right: "As with cargo, the program has one of each.",
  steps: [
    { edit: { "app/src/main.rs": [["one", "two"]] }, mustRun: true },
    { edit: { "first/src/lib.rs": [["+ 0", "+ 5"]] }, mustRun: true },
    {
      edit: {
        "second/src/lib.rs": [["second_name()\n", "second_name() + 1\n"]],
      },
      mustRun: true,
    },
  ],
};

export default test;
