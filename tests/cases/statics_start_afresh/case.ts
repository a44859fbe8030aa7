import type { Case } from "../case.ts";

const test: Case = {
  wrong:
    "Statics of a reloaded crate started afresh, and the report did not say so.",
  right: "They keep their values, or the report names them.",
  steps: [
    {
      edit: { "app/src/main.rs": [["one", "two"]] },
    },
  ],
};

export default test;
