import type { Case } from "../case.ts";

const test: Case = {
  wrong:
    "A library and a program of one name shared their persisted statics and hot functions: wrong values.",
  right: "Each has its own.",
  steps: [
    {
      edit: { "src/lib.rs": [["library one", "library two"]] },
      mustRun: true,
    },
    {
      edit: { "src/main.rs": [["program one", "program two"]] },
      mustRun: true,
    },
  ],
};

export default test;
