import type { Case } from "../case.ts";

const MAIN = "src/main.rs";
const BAD =
  'unsafe { nobody_has_it() }\n}\n\nunsafe extern "C" {\n    fn nobody_has_it() -> &\'static str;';

const test: Case = {
  wrong:
    "After an edit that needs a symbol which nobody has, the rebuilt program was started although it cannot run, and the good one was stopped.",
  right: "The program goes on with the code it has, and so do later edits.",
  steps: [
    { edit: { [MAIN]: [['"one"', BAD]] }, isBroken: true },
    { edit: { [MAIN]: [[BAD, '"two"']] }, mustRun: true },
  ],
};

export default test;
