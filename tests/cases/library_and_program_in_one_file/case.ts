import type { Case } from "../case.ts";

const test: Case = {
  wrong:
    "With all crates in one executable, a package with a library and a program of one name did not link.",
  right: "It does: symbols of items tell a program from a library.",
  driverArgs: ["--monolithic"],
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
