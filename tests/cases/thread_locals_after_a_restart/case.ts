import type { Case } from "../case.ts";

const MAIN = "src/main.rs";

const test: Case = {
  wrong:
    "Where the thread-locals of an executable are was remembered over a restart: memory was overwritten, or every save refused.",
  right: "It is read anew from what runs.",
  steps: [
    {
      edit: {
        [MAIN]: [
          ['println!("= {}", text())', 'println!("= now {}", text())'],
          [
            "    static SECOND",
            "    static BETWEEN: Cell<[u32; 9]> = const { Cell::new([7; 9]) };\n    static SECOND",
          ],
          ["SECOND.get())", "SECOND.get() + BETWEEN.get()[8])"],
        ],
      },
      ask: ["go", "go"],
      mustRun: true,
    },
    {
      edit: { [MAIN]: [["one {}", "two {}"]] },
      ask: ["go", "go"],
      mustRun: true,
    },
    {
      edit: {
        [MAIN]: [
          ['println!("= now {}", text())', 'println!("= then {}", text())'],
          ["    static FIRST: Cell<u32> = const { Cell::new(1) };\n", ""],
          ["    FIRST.set(FIRST.get() + 1);\n", ""],
          ["FIRST.get(), ", "0, "],
        ],
      },
      mustRun: true,
    },
    {
      edit: { [MAIN]: [["two {}", "three {}"]] },
      ask: ["go", "go"],
      mustRun: true,
    },
  ],
};

export default test;
