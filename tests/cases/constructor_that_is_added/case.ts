import type { Case } from "../case.ts";

const MAIN = "src/main.rs";

const SECOND = `#[used]
#[unsafe(link_section = ".init_array")]
static SECOND: extern "C" fn() = second;

extern "C" fn second() {
    ALL.lock().unwrap().push("second");
}

fn word`;

const test: Case = {
  wrong:
    "A constructor that an edit added did not run with the patch, and nothing was said of it.",
  right: "The report says so, and the program starts afresh, with it.",
  steps: [
    {
      edit: { [MAIN]: [['"one"', '"two"']] },
      mustRun: true,
    },
    {
      edit: { [MAIN]: [["fn word", SECOND]] },
      mustRun: true,
      says: /`.*second` is run by the loader before `main`/,
    },
    {
      edit: { [MAIN]: [['"two"', '"three"']] },
      mustRun: true,
    },
  ],
};

export default test;
