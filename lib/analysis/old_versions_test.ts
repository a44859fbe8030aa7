/** Which edits leave an old version of a function running, or held by something. */

import { assertEquals } from "@std/assert";
import { abiChanges } from "./abi_changes.ts";
import { loadRustParser } from "./grammar.ts";
import { ParsedFiles } from "./parsed_files.ts";

const parser = await loadRustParser();

/** Checks an edit, written as `text «old→new» text`: what goes on, as `path: why`. */
function check(expected: string[], marked: string, others = "") {
  Deno.test(`[${expected}] ${marked} | ${others}`, () => {
    const side = (pick: string) => marked.replace(/«([^→»]*)→([^»]*)»/g, pick);
    const [before, after] = [side("$1"), side("$2")];
    const sources = new ParsedFiles(parser, [
      ["leaf.rs", before],
      ["mid.rs", others],
    ]);
    const verdict = sources.judge("leaf.rs", after);
    const edits = [{ file: "leaf.rs", verdict }];
    const { oldVersions } = abiChanges(edits, sources);
    const found = [...oldVersions].map(([path, why]) => `${path}: ${why}`);
    assertEquals(found, expected);
  });
}

const LOOP = "fn main() { loop { a::step(1); } }";
const STEP = "pub fn step(n: u8«→, m: u8») {}";

// `main`, whatever is made of it.
check(["main: running"], "fn main() { «1→2» }");
check(["main: running"], "#[tokio::main] async fn main() { «1→2» }");
check([], "mod a { fn main() { «1→2» } }");

// Endless: as it was, not as it is.
check(["f: endless"], "fn f() { loop { «1→2» } }");
check(["f: endless"], "fn f() { while true { «1→2» } }");
check(["f: endless"], "fn f() { loop { loop { break } «1→2» } }");
check(["f: endless"], "fn f() { loop { run(|| { return }); «1→2» } }");
check(["f: endless"], "fn f() { loop { for x in y { break; } «1→2» } }");
check(["f: endless"], "fn f() { loop {«→ break »} }");
check([], "fn f() { loop {« break →»} }");
check([], "fn f() { loop { «1→2»; if a { return; } } }");
check([], "fn f() { loop { «1→2»; a()?; } }");
check([], "fn f() { 'a: loop { loop { break 'a; } «1→2» } }");
check([], "fn f() { loop { «1→2»; select! { a => break } } }");
check([], "fn f() { while a { «1→2» } }");
check([], "fn f() { «1→2»; fn g() { loop {} } }");

check(["f: endless"], "fn f() { loop { «1→2» } } fn main() { spawn(f) }");

// Called once, from `main` down.
check(["run: once"], "fn run() { «1→2» } fn main() { run() }");
check(["run: once"], "fn run() { «1→2» }", "fn main() { a::run(); }");
check(
  ["A::run: once"],
  "impl A { fn run(&self) { «1→2» } } fn main() { A.run() }",
);
check(["A::new: once"], "impl A { fn new() { «1→2» } } fn main() { A::new() }");
check(
  ["A::new: once"],
  "impl A { fn new() { «1→2» } }",
  "fn main() { A::new(); loop { B::new() } }",
);
check(
  ["run: once"],
  "fn run() { «1→2» } fn start() { run() } fn main() { start() }",
);
check(["run: once"], "fn run() { «1→2» } fn main() { thread::spawn(run); }");
check(
  ["run: once"],
  "fn run() { «1→2» } fn main() { thread::spawn(move || run()); }",
);
check(
  ["run: once"],
  "async fn run() { «1→2» } #[tokio::main] async fn main() { run().await }",
);
check(["run: once"], "fn run() { «1→2» } fn main() { for x in run() {} }");
check(["run: once"], 'fn run() { «1→2» } fn main() { println!("{}", run()) }');
check(
  ["run: once"],
  "fn run() { «1→2» } fn main() { run() } #[cfg(test)] mod tests { fn a() { run() } }",
);
check(
  ["run: once"],
  "fn run() { «1→2» } fn main() { run() } #[test] fn a() { run() }",
);
check([], "fn run() { «1→2» } fn main() { loop { run() } }");
check([], "fn run() { «1→2» } fn main() { while run() {} }");
check([], "fn run() { «1→2» } fn main() { for x in y { run() } }");
check([], "fn run() { «1→2» } fn main() { thread::spawn(|| loop { run() }); }");
check([], "fn run() { «1→2» } fn main() { on_key(|| run()) }");
check([], "fn run() { «1→2» } fn main() { on_key(run) }");
check([], "fn run() { «1→2» } fn main() { x.iter().map(|x| run()) }");
check([], "fn run() { «1→2» } fn main() { x.iter().map(run) }");
check([], "fn run() { «1→2» } fn main() { run() } fn other() { run() }");
check([], "fn run() { «1→2» } fn main() { run() } const T: fn() = run;");
check([], "fn run() { «1→2» } fn main() { made_by!(run()) }");
check(
  [],
  "fn run() { «1→2» } macro_rules! m { () => { run() } } fn main() { m!() }",
);
check([], "fn run() { «1→2» } fn other() { run() }");
check([], "fn run() { run(); «1→2» } fn main() { run() }");
check([], "impl T for A { fn run(&self) { «1→2» } } fn main() { A.run() }");
check([], "trait T { fn run(&self) { «1→2» } } fn main() { A.run() }");
check([], "fn run() { «1→2» }");
check([], 'fn run() { «1→2» } fn main() { /* run() */ "run()" }');

// Held as a value, with another signature.
for (
  const holder of [
    "fn f() { app.add_systems(Update, a::step); }",
    'fn f() { router.route("/", get(step)) }',
    "static TABLE: [fn(u8); 2] = [other, step];",
    "const F: fn(u8) = step;",
    "fn f() -> fn(u8) { step }",
    "fn f() { let g: fn(u8) = step; }",
    "fn f() { Handler { call: step, at: 1 } }",
    "fn f() { routes![step, other] }",
    "fn f() { table.push(step as fn(u8)) }",
    "fn f() { table.push(step::<u8>) }",
    "#[on_call(step)] fn f() {}",
    "fn f() { let step = step; }",
  ]
) check(["step: stored"], STEP, `use a::step; ${holder}`);
for (
  const other of [
    "fn f() { step(1) }",
    "fn f() { step(1, 2, 3) }",
    "fn f(step: u8) { g(step) }",
    "fn f() { let step = 1; g(step) }",
    "fn f() { g(|step| step) }",
    "fn f() { if let Some(step) = x { g(step) } }",
    "fn f() { match x { A { step } => g(step), step => h(step) } }",
    "fn f() { x.step; A { step: 1 }; B::step; x.step() }",
    "struct A { step: u8 } mod step {}",
    "use a::step;",
    "fn f() { x.iter().for_each(step) }",
    "#[cfg(test)] mod tests { const F: fn(u8) = step; }",
  ]
) check([], STEP, `use a::step; ${other}`);
check([], "fn step(n: u8) { «1→2» }", "const F: fn(u8) = step;");
check(
  ["A::go: stored"],
  "impl A { fn go(&self«→, m: u8») {} }",
  "const F: fn(&A) = A::go;",
);
check(
  ["A::go: stored"],
  "impl A { fn go(&self«→, m: u8») {} const F: fn(&A) = Self::go; }",
);
check(
  ["A::go: stored"],
  "impl A { fn go(&self«→, m: u8») {} }",
  "use a::A as B; const F: fn(&A) = B::go;",
);
check([], "impl A { fn go(&self«→, m: u8») {} }", "const F: fn(&B) = B::go;");
check(
  [],
  "impl A { fn go(&self«→, m: u8») {} }",
  "impl B { const F: fn(&B) = Self::go; }",
);

// By its name alone it is another, but for what imports bring.
const FIELD = "const F: fn(u8) = step;";
check([], STEP, FIELD);
check([], STEP, `use a::*; fn step() {} ${FIELD}`);
check(["step: stored"], STEP, `use a::*; ${FIELD}`);
check(["step: stored"], STEP, "const F: fn(u8) = a::step;");
check(["step: stored"], `${STEP} mod b { use super::*; ${FIELD} }`);
check(
  ["run: once"],
  "fn run() { «1→2» } fn main() { run() }",
  "fn f() { run() }",
);

// Called with the old signature by what goes on.
for (
  const caller of [
    LOOP,
    "fn f() { on_key(|| step(1)) }",
    "fn f() { on_key(async { step(1) }) }",
    "async fn f() { step(1) }",
    "fn f() { loop { step(1) } }",
    "fn run() { for x in y { step(1) } } fn main() { run() }",
    "fn main() { thread::spawn(|| loop { step(1) }); }",
    "static A: Lazy<u8> = Lazy::new(|| step(1));",
    "fn f() { html! { onclick={move |_| step(1)} } }",
  ]
) check(["step: callers"], STEP, `use a::step; ${caller}`);
for (
  const caller of [
    "fn f() { step(1) }",
    "fn f() { for x in y { step(1) } }",
    "fn f() { x.iter().map(|x| step(1)) }",
    "fn f() { on_key(|| step(1, 2)) }",
    "fn f() { on_key(|| x.step(1)) }",
  ]
) check([], STEP, `use a::step; ${caller}`);
check(
  ["A::go: callers"],
  "impl A { fn go(&self«→, m: u8») {} }",
  "fn f() { on_key(|| x.go()) }",
);
check(
  [],
  "impl A { fn go(&self«→, m: u8») {} }",
  "fn f() { on_key(|| x.go(1)) }",
);

// Closures and futures that it has made.
for (
  const made of [
    "on_key(|| «1→2»)",
    "on_key(move |k| «1→2»)",
    "app.run(|| «1→2»)",
    "thread::spawn(|| «1→2»)",
    "tokio::spawn(async { «1→2» })",
    "Box::new(|x| x + «1→2»)",
    "let f = |x| x + «1→2»; g(f)",
    "let f = || «1→2»; table.push(&f)",
    "A { f: || «1→2» }",
    "register(&|| «1→2»)",
    "html! { onclick={move |_| «1→2»} }",
    "on_key(«|| 1→2»)",
  ]
) check(["f: closures"], `fn f() { ${made} }`);
check(
  ["f: closures"],
  "fn f() -> Box<dyn Iterator<Item = u8>> { Box::new(x.map(|x| x + «1→2»)) }",
);
for (
  const made of [
    "x.iter().map(|x| x + «1→2»).sum()",
    "x.unwrap_or_else(|| «1→2»)",
    "x.sort_by_key(|x| «1→2»)",
    "let f = |x| x + «1→2»; f(1) + f(2)",
    "(|| «1→2»)()",
    "walk(&mut |x| «1→2»)",
    "on_key(|| 1); «1→2»",
    "on_key(«1→|| 1»)",
    'println!("{}", x.map(|x| x + «1→2»))',
    "assert!(matches!(x, A | «B→C»))",
    "assert!(x || «y→z»)",
  ]
) check([], `fn f() { ${made} }`);
