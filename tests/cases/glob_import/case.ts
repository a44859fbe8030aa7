import type { Case } from "../case.ts";

const MAIN = "src/main.rs";

const test: Case = {
  wrong:
    'Adding or removing a glob import ended hot reload: "Invalid regular expression" at every later save.',
  right:
    "Such an edit goes live, or the report says what does not; later ones go on.",
  steps: [
    {
      edit: {
        [MAIN]: [[
          "use std::collections::BTreeMap;",
          "use std::collections::*;",
        ], ['"one"', '"two"']],
      },
    },
    {
      edit: {
        [MAIN]: [[
          "struct Words",
          "impl From<fn(String)> for Words {\n    fn from(_: fn(String)) -> Self {\n        Words(BTreeMap::new())\n    }\n}\n\nstruct Words",
        ], ['"two"', '"three"']],
      },
    },
    {
      edit: {
        [MAIN]: [[
          "use std::collections::*;",
          "use std::collections::BTreeMap;",
        ], ['"three"', '"four"']],
      },
    },
  ],
};

export default test;
