import type { Case } from "../case.ts";

const TEN = `#[used]
#[unsafe(link_section = "numbers")]
static TEN`;

const test: Case = {
  wrong:
    "What an edit put into a section that the linker gathers was not found by code that reads it, and nothing was said of it.",
  right: "It is found, or the report says that it is not.",
  steps: [
    {
      edit: {
        "app/src/main.rs": [[TEN, `${TEN}S: [u32; 2] = [20, 30];\n\n${TEN}`]],
      },
      mustRun: true,
      says: /the linker gathers `numbers` once for the whole program/,
    },
    {
      edit: { "table/src/lib.rs": [["    sum\n", "    sum * 2\n"]] },
      mustRun: true,
    },
  ],
};

export default test;
