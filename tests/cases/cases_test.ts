/**
 * The cases: what others have met with tools of this kind, as workspaces. What
 * is right is what `cargo run` of the same sources answers, or a report that
 * says what does not run. One by one:
 *
 *     deno test -A tests/cases/cases_test.ts --filter cargo_clean
 *
 * `UPDATE=1` writes the table anew.
 */

import { assert, assertEquals } from "@std/assert";
import { readFile, TOP } from "../harness/tree.ts";
import type { Case } from "./case.ts";
import { FaultyCase, play } from "./play.ts";

const FOLDER = "tests/cases";
const TABLE = `${FOLDER}/README.md`;

const names = (await Array.fromAsync(Deno.readDir(`${TOP}${FOLDER}`)))
  .filter(({ isDirectory }) => isDirectory).map(({ name }) => name).sort();
const cases = await Promise.all(names.map(async (name) => {
  const module: { default: Case } = await import(`./${name}/case.ts`);
  return [name, module.default] as const;
}));

/** Nobody takes a case for wrong that is right by now. */
async function isStillWrong(name: string, test: Case): Promise<void> {
  const playing = play(name, test);
  const error = await playing.then(() => undefined, (error) => error);
  if (error instanceof FaultyCase) throw error;
  assert(error, "it goes well now: take `open` out of its case");
  const [said] = `${error.message}`.split("\n", 1);
  console.log(`known to be open: ${test.open}\n${said}`);
}

for (const [name, test] of cases) {
  const run = test.open === undefined ? play : isStillWrong;
  Deno.test(`cases: ${name}`, () => run(name, test));
}

function tableOf(): string {
  const rows = cases.map(([name, { wrong, right, open }]) =>
    `| \`${name}\` | ${wrong} | ${right} | ${open ? `open: ${open}` : "held"} |`
  );
  return `# Cases

Small workspaces on which hot reload of some kind has been wrong. \`case.ts\` in
each says what is edited, and \`play.ts\` how it is judged: the program that
\`chaud run\` started must answer what the program of \`cargo run\` answers, or the
report must say what does not run. What is known to be wrong still says why
under \`open\`; a test fails if it is right by now.

A new case is a folder with a workspace whose program says \`= ready\`, then
answers each line of its input with one that begins with \`=\`, and a \`case.ts\`.
This table is written by

\`\`\`sh
UPDATE=1 deno test -A ${FOLDER}/cases_test.ts --filter table
\`\`\`

<!-- deno-fmt-ignore-start -->

| case | what was wrong | what is right | now |
| ---- | -------------- | ------------- | --- |
${rows.join("\n")}

<!-- deno-fmt-ignore-end -->
`;
}

Deno.test("cases: the table tells of each", async () => {
  const text = tableOf();
  if (Deno.env.get("UPDATE")) await Deno.writeTextFile(`${TOP}${TABLE}`, text);
  assertEquals(text, await readFile(TABLE), `${TABLE}: UPDATE=1 writes it`);
});
