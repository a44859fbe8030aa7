import type { Case } from "../case.ts";

const MAIN = "src/main.rs";

const test: Case = {
  wrong: "With `-Crelocation-model=static` the patch did not link.",
  right: "It works, or one message names the cause.",
  steps: [
    {
      edit: { [MAIN]: [["one", "two"]] },
    },
    {
      edit: { [MAIN]: [["two", "three"]] },
    },
  ],
};

export default test;
