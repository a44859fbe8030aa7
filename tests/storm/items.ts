/**
 * The storm's items as Rust: how each form is defined, and how it is called.
 * Pure.
 *
 * @module
 */

import { numberFrom, stepsOf } from "./body.ts";
import { pointerOf, type Static, staticOf } from "./statics.ts";
import { callersOf, type Item, type World } from "./world.ts";

/** An item's definition, with the comments above it. */
export function define(world: World, item: Item): string {
  const comments = Array.from(
    { length: item.above },
    (_, i) => `// ${i + 1}. Number ${item.id} is worth a comment.\n`,
  );
  return comments.join("") + definition(world, item);
}

function definition(world: World, item: Item): string {
  const { form, name } = item;
  const type = camel(name);
  const [a, b, c] = [0, 1, 2].map((i) => numberFrom(item.salt, i));
  const method = (self: string) =>
    `fn ${name}(&self, x: u64) -> u64 ${body(world, item, `x ^ ${self}`)}`;
  switch (form) {
    case "private":
      return `${reach(world, item)}fn ${plainFunction(world, item)}`;
    case "public":
      return `pub fn ${plainFunction(world, item)}`;
    case "inline":
      return `#[inline]\npub fn ${plainFunction(world, item)}`;
    case "const fn":
      return `pub const fn ${plainFunction(world, item)}`;
    case "hot":
      return `#[chaud::hot]\npub fn ${plainFunction(world, item)}`;
    case "generic":
      return `pub fn ${name}<T: Into<u64> + Copy>(x: T${
        parameters(item)
      }) -> u64 ` +
        body(world, item, "x.into()");
    case "opaque":
      return `pub fn ${name}(x: u64${
        parameters(item)
      }) -> impl Iterator<Item = u64> ` +
        body(world, item, "x", "(0..3u64).map(move |k| n.wrapping_mul(k | 1))");
    case "method":
      return `${structure(item, type)}\nimpl ${type} {
    pub fn new(seed: u64) -> Self {
        ${type} { seed${fields(item, (i) => `spare_${i}: seed >> ${i + 2}`)} }
    }

    pub ${method("self.seed.rotate_left(1)" + spares(item))}
}`;
    case "generic method":
      return `pub struct ${type}<T>(pub T);
impl<T: Into<u64> + Copy> ${type}<T> {
    pub ${method("Into::<u64>::into(self.0)")}
}`;
    case "trait impl":
      return `pub trait ${type} {
    fn ${name}(&self, x: u64) -> u64;
}
impl ${type} for u64 {
    ${method("*self")}
}`;
    case "trait default":
      return `pub trait ${type} {
    ${method(`${a}`)}
}
impl ${type} for u64 {}`;
    case "state":
      return keeping(item, staticOf(world, item)) +
        `pub fn ${name}(x: u64${parameters(item)}) -> u64 ` +
        body(world, item, `x ^ ${staticOf(world, item).load}`);
    case "stored":
      return keeping(item, pointerOf(item, type)) +
        `fn ${name}_inner(x: u64) -> u64 ${body(world, item, "x")}\n\n` +
        `pub fn ${name}(x: u64) -> u64 {\n    ${pointerOf(item, type).load}\n}`;
    case "const":
      return `pub const ${name.toUpperCase()}: u64 = ${constant(world, item)};`;
    case "static":
      return `pub static ${name.toUpperCase()}: [u64; 3] = [${a}, ${b}, ${c}];`;
    case "macro":
      return `#[macro_export]\nmacro_rules! ${name} {
    ($value:expr) => {
        u64::from($value).wrapping_mul(${a}) ^ ${b}
    };
}`;
  }
}

/** An expression that gives the value of an item for the number in `n`. */
export function call(item: Item, from: Pick<Item, "crate">): string {
  const { form, name } = item;
  const crate = item.crate === from.crate ? "crate" : item.crate;
  const at = [crate, ...item.module === "" ? [] : [item.module]].join("::");
  const type = camel(name);
  const more = Array.from({ length: item.extra }, (_, i) => `, n ^ ${i + 1}`)
    .join("");
  switch (form) {
    case "opaque":
      return `${at}::${name}(n${more}).fold(3, |a: u64, b| a.rotate_left(3) ^ b)`;
    case "generic":
      return `${at}::${name}(${item.salt % 2 ? "n" : "n as u32"}${more})`;
    case "method":
      return `${at}::${type}::new(n).${name}(n)`;
    case "generic method":
      return `${at}::${type}(n as u16).${name}(n)`;
    case "trait impl":
      return `{ let it: &dyn ${at}::${type} = &n; it.${name}(n) }`;
    case "trait default":
      return `${at}::${type}::${name}(&n, n)`;
    case "const":
      return `${at}::${name.toUpperCase()}`;
    case "static":
      return `${at}::${name.toUpperCase()}[(n % 3) as usize]`;
    case "macro":
      return `${crate}::${name}!(n)`;
    default:
      return `${at}::${name}(n${more})`;
  }
}

/** A static with the function by which `main` sets it. */
function keeping({ name }: Item, { declaration, store }: Static): string {
  return `${declaration}\n\npub fn fill_${name}(value: u64) {\n    ${store}\n}\n\n`;
}

function plainFunction(world: World, item: Item): string {
  const head = `${item.name}(x: u64${parameters(item)}) -> u64`;
  return `${head} ${body(world, item, "x")}`;
}

function parameters(item: Item): string {
  return fields(item, (i) => `y${i}: u64`);
}

function fields(item: Item, field: (index: number) => string): string {
  return Array.from({ length: item.extra }, (_, i) => `, ${field(i)}`).join("");
}

function structure(item: Item, type: string): string {
  return `#[derive(Debug, Clone, PartialEq)]
pub struct ${type} { seed: u64${fields(item, (i) => `spare_${i}: u64`)} }`;
}

function spares(item: Item): string {
  return Array.from({ length: item.extra }, (_, i) => ` ^ self.spare_${i}`)
    .join("");
}

function body(
  world: World,
  item: Item,
  start: string,
  result = "n ^ (n >> 11)",
): string {
  const hasParameters = !/method|trait/.test(item.form);
  const calls = item.calls.flatMap((id) => {
    const called = world.items.find((other) => other.id === id);
    return called ? `n = n.rotate_left(5) ^ ${call(called, item)};` : [];
  });
  const lines = [
    `let mut n: u64 = ${start};`,
    `n = n.wrapping_mul(${numberFrom(item.salt, 99) | 1});`,
    ...Array.from(
      { length: hasParameters ? item.extra : 0 },
      (_, i) => `n ^= y${i}.rotate_left(${i + 1});`,
    ),
    ...Array.from({ length: item.within }, (_, i) => `// Step ${i}.`),
    ...stepsOf(item),
    ...calls,
    result,
  ];
  return `{\n    ${lines.join("\n").replaceAll("\n", "\n    ")}\n}`;
}

function constant(world: World, item: Item): string {
  const calls = item.calls.flatMap((id) => {
    const called = world.items.find((other) => other.id === id);
    return called ? `n ^= ${call(called, item)};` : [];
  });
  const value = numberFrom(item.salt, 0);
  return calls.length === 0
    ? `${value}`
    : `{\n    let mut n: u64 = ${value};\n    ${
      calls.join("\n    ")
    }\n    n\n}`;
}

/** As private as the callers allow. */
function reach(world: World, item: Item): string {
  const isNear = (caller: Item) => caller.module === item.module;
  const isShown = item.shown && item.module !== "";
  return callersOf(world, item).every(isNear) && !isShown ? "" : "pub(crate) ";
}

function camel(name: string): string {
  return name.split("_").map((word) =>
    word.slice(0, 1).toUpperCase() + word.slice(1)
  ).join("");
}
