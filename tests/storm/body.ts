/**
 * What the bodies of the storm's functions do, as Rust. Each step takes the
 * number `n` and leaves another, in its own block. Pure.
 *
 * @module
 */

import type { Item } from "./world.ts";

/** Three numbers that a step is made with. */
type Step = (a: number, b: number, c: number) => string;

/** So often as one with items: an edit of these is more than one of a body. */
const USUAL = 6;

/** For everything, `const fn` included. */
const PLAIN: Step[] = [
  (a, b) => `n = n.wrapping_mul(${a | 1}) ^ (n >> ${b % 40});`,
  (a, b, c) =>
    `n ^= match n % 4 { 0 => ${a}, 1 => ${b} ^ (n >> 3), _ => ${c} };`,
  (a, b) =>
    `let mut k = ${a % 5};
    while k < 7 {
        n = n.wrapping_add(k ^ ${b});
        k += 1;
    }`,
  (a, b, c) =>
    `if n % ${2 + (a % 9)} == 1 { n ^= ${b}; } else { n = n.rotate_left(${
      c % 63
    }); }`,
  (a, b) =>
    `const STEP: u64 = ${a} ^ (${b} << 3);
    n = n.wrapping_add(STEP);`,
];

/** For all functions. */
const RICH: Step[] = [
  (a, b) =>
    `let twist = |v: u64| v.wrapping_mul(${a | 1}) ^ ${b};
    n = twist(n) ^ twist(n >> 9);`,
  (a, b, c) =>
    `n ^= (0..${a % 6}u64)
        .map(|k| k.wrapping_mul(n) ^ ${b})
        .filter(|v| v % 3 != ${c % 3})
        .fold(${c}, u64::wrapping_add);`,
  (a, b) =>
    `let mut list = vec![n, ${a}, ${b}];
    list.push(${a % 77});
    n = list.iter().fold(n, |sum, v| sum.rotate_left(7) ^ v);`,
  (a, b) =>
    `let text = format!("{n:x}-{:?} ${a}", Some(${33 + b % 90}u8 as char));
    n = text.bytes().fold(n, |sum, v| sum.wrapping_mul(31) ^ u64::from(v));`,
  (a, b) =>
    `fn inner(v: u64) -> u64 {
        v.wrapping_mul(${a | 1}) ^ ${b}
    }
    n = inner(n);`,
  (a, b) =>
    `struct Pair(u64, u64);
    impl Pair {
        fn mix(&self) -> u64 {
            self.0.rotate_left(${a % 60}) ^ self.1
        }
    }
    n = Pair(n, ${b}).mix();`,
  (a, b) =>
    `struct Guard<'a>(&'a mut u64);
    impl Drop for Guard<'_> {
        fn drop(&mut self) {
            *self.0 ^= ${a};
        }
    }
    let guard = Guard(&mut n);
    *guard.0 = guard.0.wrapping_add(${b});`,
  (a, b) =>
    `let key = ${b}u64;
    let lock: Box<dyn Fn(u64) -> u64> = Box::new(move |v| v ^ key ^ ${a});
    n = lock(n);`,
  (a, b) =>
    `let map: std::collections::BTreeMap<u64, u64> = [(${a}, n), (${b}, 5)].into();
    n = map.iter().fold(n, |sum, (k, v)| sum.wrapping_mul(*k) ^ v);`,
  (a) =>
    `macro_rules! again {
        ($value:expr) => {
            $value ^ $value.rotate_left(${a % 60})
        };
    }
    n = again!(n);`,
  (a, b, c) =>
    `static TABLE: [u64; 3] = [${a}, ${b}, ${c}];
    n ^= TABLE[(n % 3) as usize];`,
  (a, b, c) =>
    `let parsed = "${a}".parse::<u64>().map_err(|_| ${b});
    n ^= parsed.unwrap_or(${c});`,
  (a, b) =>
    `enum Heat { Low(u64), High { by: u64 } }
    let heat = if n % 2 == 0 { Heat::Low(${a}) } else { Heat::High { by: ${b} } };
    n ^= match heat { Heat::Low(v) => v, Heat::High { by } => by.rotate_right(5) };`,
  (a) => `n ^= "${"crumb".repeat(1 + a % 3)}".len() as u64 + ${a};`,
];

/** Where no other crate compiles the body into itself. */
const PLACED: Step[] = [
  (a) => `n = n.wrapping_add(u64::from(line!()) * ${a});`,
  (a) =>
    `let place = std::panic::Location::caller();
    n ^= u64::from(place.line()) << ${a % 30};`,
  (a, b) =>
    `let caught = std::panic::catch_unwind(|| {
        if ${a} % 7 == 3 { std::panic::resume_unwind(Box::new(${b}u64)) }
        ${a}u64
    });
    n ^= caught.unwrap_or(${b});`,
];

/**
 * A library's patch may bring thread-locals; the binary's may not. Its name
 * tells its value: one by the same name keeps what it has.
 */
const THREAD_LOCAL: Step = (a, b) =>
  `thread_local! {
        static CELL_${a}: std::cell::Cell<u64> = const { std::cell::Cell::new(${a}) };
    }
    n ^= CELL_${a}.get() ^ ${b};`;

/** The statements of an item's body, between `let mut n` and the result. */
export function stepsOf(item: Item): string[] {
  const { form, crate } = item;
  const all = [...PLAIN];
  if (form !== "const fn") all.push(...RICH);
  if (/^(?:private|public|hot|method|trait impl|state|stored)$/.test(form)) {
    all.push(...PLACED);
    if (crate !== "shop") all.push(THREAD_LOCAL);
  }
  const known = all.flatMap((step) =>
    new Array<Step>(hasItems(step) ? 1 : USUAL).fill(step)
  );
  return item.steps.map((number, i) => {
    const step = known[number % known.length];
    const [a, b, c] = [0, 1, 2].map((j) => numberFrom(item.salt, i * 3 + j));
    return step ? `{\n    ${step(a ?? 1, b ?? 2, c ?? 3)}\n}` : "";
  });
}

function hasItems(step: Step): boolean {
  return /\b(?:fn|struct|enum|static|const|macro_rules!) /.test(step(1, 2, 3));
}

/** A number below 100,000 that follows from a salt. */
export function numberFrom(salt: number, index: number): number {
  let mixed = Math.imul(salt + 1, 0x9e3779b1) ^
    Math.imul(index + 1, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  return ((mixed ^ (mixed >>> 13)) >>> 0) % 100_000;
}
