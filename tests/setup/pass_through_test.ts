/** What a program gets and gives is the same as with `cargo run`. */

import { assertEquals } from "@std/assert";
import { driverCommand } from "../harness/driven_program.ts";
import { finish, type Finished } from "../harness/process_tree.ts";
import { writeWorkspace } from "../harness/scratch_workspace.ts";
import { SMALL_PROGRAM } from "../programs/small.ts";

const PROGRAM = `use std::io::{Read, stdin};

fn main() {
    chaud::init!();
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut input = String::new();
    stdin().read_to_string(&mut input).unwrap();
    println!("{arguments:?} {input:?} {:?}", std::env::current_dir());
    let mut variables: Vec<_> = std::env::vars()
        .filter(|(name, _)| name != "CHAUD_SOCKET")
        .collect();
    variables.sort();
    println!("{variables:#?}");
    eprint!("no line feed at the end, not UTF-8: ");
    std::io::Write::write_all(&mut std::io::stderr(), &[0xff, 0, 7]).unwrap();
    match arguments.last().map(String::as_str) {
        Some("abort") => std::process::abort(),
        Some(code) => std::process::exit(code.parse().unwrap()),
        None => {}
    }
}
`;

async function run(
  cwd: string,
  command: string[],
  programArgs: string[],
): Promise<Finished> {
  const [program = "", ...args] = command;
  const options = ["run", "--quiet", "--manifest-path", "app/Cargo.toml"];
  return await finish({
    program,
    args: [...args, ...options, "--", ...programArgs],
    cwd,
    input: "a line\nand a rest",
    encoding: "latin1",
  });
}

Deno.test("pass-through: a program is run as by cargo run", async (t) => {
  const files = { ...SMALL_PROGRAM, "app/src/main.rs": PROGRAM };
  await using workspace = await writeWorkspace(files, {});
  const chaud = [Deno.execPath(), ...driverCommand()];
  const ends = { "0": [], "7": ["--a b", "7"], "a signal": ["abort"] };
  for (const [end, args] of Object.entries(ends)) {
    await t.step(`and ends with ${end}`, async () => {
      const expected = await run(workspace.folder, ["cargo"], args);
      assertEquals(await run(workspace.folder, chaud, args), expected);
    });
  }
});
