import { check } from "./marked_edit_test.ts";

check(
  "macros in bodies",
  "bodies",
  'fn f() { println!("«a→b»"); }',
  "fn f() { let x = vec![«1→2»]; }",
  "fn f() { std::assert_eq!(«1→2», 1); }",
  "fn f() { tracing::info!(«1→2»); }",
  "fn f() { let x = mine!(«1→2»); }",
  "fn f() { g(mine!(«1→2»)) }",
  "fn f() -> u8 { mine!(«1→2») }",
  "fn f() -> Html { mine! { <p>«1→2»</p> } }",
  "fn f() { mine!(1); «a();→» }",
  "fn f() { let x = if y { mine!(«1→2») } else { 3 }; }",
);
check(
  "macros in bodies",
  "unknown",
  "fn f() { mine!(«1→2»); }",
  "fn f() { mine! { «1→2» } a() }",
  "fn f() { mine!(«1→2») }",
  "fn f() { «→mine!(1);» }",
  'fn f() { include!("«a→b»"); }',
  "fn f() { if x { a::mine!(«1→2»); } }",
  "fn f(x: mine!(3)) { «1→2» }",
  "fn f() -> mine!(3) { «1→2» }",
);
check(
  "macros as items",
  "interface",
  "mine! { fn f() { «1→2» } }",
  "mine!(«1→2»);",
  "impl S { mine!(«1→2»); }",
  "macro_rules! m { () => { «1→2» } }",
  "macro_rules! m { ($($x:expr)«,→;»*) => {} }",
  "thread_local! { static X: u8 = «1→2»; }",
  "const S: &str = stringify!(«a+b→a + b»);",
);
check(
  "nested items",
  "bodies",
  "fn f() { fn g() { «1→2» } }",
  "fn f() { fn g<T>() { «1→2» } }",
  "fn f() { const X: u8 = «1→2»; }",
  "fn f() { static X: u8 = «1→2»; }",
  "fn f() { struct S { «→x: u8» } }",
  "fn f() { #[derive(Debug)] struct S(«u8→u16»); }",
  "fn f() { use a::«b→c»; }",
  "fn f() { «→fn g() {}» }",
  "fn f() { impl S { fn g() {} } «1→2» }",
  "fn f() { impl S { fn g() { «1→2» } } }",
  "fn f() { struct S; impl T for S { fn g(&self) { «1→2» } } }",
  "fn f() { macro_rules! m { () => {} } «1→2» }",
  "fn f() { loop { fn g() { «1→2» } } }",
);
check(
  "nested items",
  "interface",
  "fn f() { impl S { fn g(«→&self») {} } }",
  "fn f() { «→impl S {}» }",
  "fn f() { impl S { #[inline] fn g() { «1→2» } } }",
  "fn f() { impl<T> S<T> { fn g() { «1→2» } } }",
  "fn f() { macro_rules! m { () => { «1→2» } } }",
  "fn f() { const X: u8 = «1→2»; impl S { #[inline] fn g() -> u8 { X } } }",
  "fn f() { fn h<T>() { «1→2» } impl S { fn g<T>() { h::<T>() } } }",
  "fn f() { const X: u8 = «1→2»; mine!(); }",
  "fn f() { mod m { pub const X: u8 = «1→2»; } }",
);
check("nested items", "unknown", "fn f() { #[mine] fn g() { «1→2» } }");
check(
  "other items",
  "interface",
  "const X: u8 = «1→2»;",
  "static X: u8 = «1→2»;",
  "#[chaud::persist] static X: u8 = «1→2»;",
  "const _: () = { fn f() { «1→2» } };",
  "struct S { x: «u8→u16» }",
  "enum E { A«→, B» }",
  "union U { a: «u8→u16» }",
  "type A = «u8→u16»;",
  "use a::«b→c»;",
  "mod «a→b»;",
  "mod a «;→{}»",
  "mod a { «→fn f() {}» }",
  "«→pub »mod a { fn f() {} }",
  'extern "C" { fn f(«→x: u8»); }',
  '«→unsafe »extern "C" { fn f(); }',
  'unsafe extern "C" { «→safe »fn f(); }',
  'unsafe extern "C" { safe fn «f→g»(); }\nfn h() {}',
  "extern crate «a→b»;",
);
check(
  "no file of items",
  "unknown",
  "«f()→g()»",
  "fn f(&self) { «1→2» }",
  "«fn f() {}→fn f() {»",
  "fn f() { «1 +→1» }",
  "fn f() {} «→/// dangling»",
);
check(
  "comments",
  "same",
  "fn f() {} // «old→new»",
  "fn f() { 1 // «old→new»\n}",
  "fn f() { /* «old→new» */ 1 }",
  "fn f() {}\n«→\n\n// the end»",
  "// «é→e\u0301»\nfn f() {}",
  "struct S;«→ // comment»\nfn f() { 1 }",
  "fn f() {\n    «    →\t\t\t\t»1\n}",
);
check(
  "comments",
  "moved",
  "«→// new\n»fn f() {}",
  "fn f() {\n«→\n»1 }",
  "/* «a→é» */ fn f() {}",
  "fn f() { «→ »1 }",
  "struct S;\n«→// new\n»fn f() {}",
  "fn f() {}\n«// x→/// x»\nfn g() {}",
);
check("comments", "bodies", "fn f() { println!(«a+b→a + b»); }");
check("comments", "bodies", "fn f() { println!(«/* c */→»a); }");
check(
  "doc comments",
  "same",
  "/// «old→new»\nfn f() {}",
  "/** «old→new» */ #[inline] pub fn f<T>() {}",
  "//! «old→new»\nuse a::b;",
  "#[derive(Debug, Clone)] struct S {\n/// «old→new»\nx: u8 }",
  "impl S {\n/// «old→new»\nfn f() {} }",
);
check(
  "doc comments",
  "unknown",
  "/// «old→new»\n#[derive(clap::Parser)] struct S;",
  "/// «old→new»\n#[derive(Debug, Parser)] struct S;",
  "/// «old→new»\n#[instrument] fn f() {}",
  "#[pyclass] impl S {\n/// «old→new»\nfn f() {} }",
);
check(
  "doc comments",
  "interface",
  "#[derive(Args)] struct S {\n/// «old→new»\nx: u8 }",
  "bitflags! {\n/// «old→new»\nstruct S: u8; }",
  '#[doc = "«old→new»"] fn f() {}',
);
check("included text", "bodies", 'fn f() { g(include_str!("«a→b»")) }');
check("included text", "interface", 'const X: &str = include_str!("«a→b»");');
