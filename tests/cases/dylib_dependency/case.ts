import type { Case } from "../case.ts";

const test: Case = {
  wrong:
    'A library that is a `dylib` among the path dependencies broke the build: "colliding StableCrateId".',
  right: "It works, or one message names the cause.",
  steps: [
    {
      edit: { "leaf/src/lib.rs": [["one", "two"]] },
    },
    {
      edit: { "app/src/main.rs": [["own one", "own two"]] },
    },
  ],
};

export default test;
