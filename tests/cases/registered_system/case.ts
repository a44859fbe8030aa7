import type { Case } from "../case.ts";

const MAIN = "src/main.rs";

const test: Case = {
  wrong:
    "A function that somebody had registered got one more parameter: reported live, and the old one ran.",
  right:
    "Who holds the old one goes on with it, and the report says so; or the program is started afresh.",
  steps: [
    {
      edit: {
        [MAIN]: [
          ["register::<_, (_,)>(first)", "register::<_, (_, _)>(first)"],
          [
            'fn first(speed: Speed) -> String {\n    format!("first {}", speed.0)',
            'fn first(speed: Speed, Name(name): Name) -> String {\n    format!("first {} {name}", speed.0)',
          ],
        ],
      },
    },
    {
      edit: { [MAIN]: [['"second {name}"', '"then {name}"']] },
    },
  ],
};

export default test;
