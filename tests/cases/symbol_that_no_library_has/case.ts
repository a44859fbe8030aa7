import type { Case } from "../case.ts";

const LEAF = "leaf/src/lib.rs";
const FUNCTION =
  'unsafe { nobody_has_it() }\n}\n\nunsafe extern "C" {\n    fn nobody_has_it() -> &\'static str;';
const STATIC =
  'unsafe { nobody_keeps_it }\n}\n\nunsafe extern "C" {\n    static nobody_keeps_it: &\'static str;';

const test: Case = {
  wrong:
    "Where a library crate needed a symbol that nobody has, linkers left that for later: the rebuilt program was started although it cannot run, and the good one was stopped.",
  right:
    "The dynamic loader is asked before anything is stopped: the program goes on with the code it has, and so do later edits.",
  steps: [
    {
      edit: { [LEAF]: [['"one"', FUNCTION]] },
      isBroken: true,
      says: /could not run: nothing defines `nobody_has_it`/,
    },
    { edit: { [LEAF]: [[FUNCTION, '"two"']] }, mustRun: true },
    {
      edit: { [LEAF]: [['"two"', STATIC]] },
      isBroken: true,
      says: /could not run: nothing defines `nobody_keeps_it`/,
    },
    { edit: { [LEAF]: [[STATIC, '"three"']] }, mustRun: true },
  ],
};

export default test;
