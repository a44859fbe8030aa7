import type { Case } from "../case.ts";

const test: Case = {
  wrong:
    "Destructors of each patch ran as well when the program ended: what is closed once was closed again.",
  right:
    "The program's run, once; neither they nor constructors of a patch do.",
  steps: [
    {
      edit: { "app/src/main.rs": [['"one"', '"two"']] },
      mustRun: true,
    },
    {
      edit: { "tools/src/lib.rs": [["opened {} times", "{} times"]] },
      mustRun: true,
    },
    {
      edit: {
        "app/src/main.rs": [['"two"', '"three"']],
        "tools/src/lib.rs": [["{} times", "opened {}"]],
      },
      mustRun: true,
    },
  ],
};

export default test;
