import type { Case } from "../case.ts";

const test: Case = {
  wrong:
    "A member of a C archive that nobody uses, and that needs what nobody has, broke the link.",
  right: "Such members are left out, as cargo's linker does.",
  args: ["--offline"],
  steps: [
    {
      edit: { "src/main.rs": [["one", "two"]] },
      mustRun: true,
    },
  ],
};

export default test;
