import type { Case } from "../case.ts";

const LEAF = "leaf/src/lib.rs";
const DROP =
  'impl Drop for Part {\n    fn drop(&mut self) {\n        print!("dropped");\n    }\n}\n\npub fn dogs()';
const OWN =
  'impl Speaks for Dog {\n    fn word(&self) -> &\'static str {\n        "woof"\n    }\n}';

const test: Case = {
  wrong:
    "Where an edit gave a type a destructor, or a function of its own in place of a trait's default, values that existed kept the old one: reported live.",
  right: "The report says so, and the program starts afresh.",
  steps: [
    { edit: { [LEAF]: [["pub fn dogs()", DROP]] }, mustRun: true },
    { edit: { [LEAF]: [['"dropped"', '"gone"']] }, mustRun: true },
    { edit: { [LEAF]: [["impl Speaks for Dog {}", OWN]] }, mustRun: true },
    { edit: { [LEAF]: [['"woof"', '"wuff"']] }, mustRun: true },
    {
      edit: {
        [LEAF]: [[OWN.replace("woof", "wuff"), "impl Speaks for Dog {}"]],
      },
      mustRun: true,
    },
  ],
};

export default test;
