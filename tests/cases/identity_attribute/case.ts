import type { Case } from "../case.ts";

const MAIN = "app/src/main.rs";

const test: Case = {
  wrong:
    "An edit under an attribute macro, even one that changes nothing, ended hot reload of its crate for the session.",
  right:
    "What cannot be told goes live by starting the program afresh; later edits go live as ever.",
  steps: [
    {
      edit: { [MAIN]: [["work one", "work two"]] },
      mustRun: true,
    },
    {
      edit: { [MAIN]: [["other one", "other two"]] },
      mustRun: true,
    },
  ],
};

export default test;
