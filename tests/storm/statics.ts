/**
 * The statics of a storm, of all kinds, as Rust: `main` gives those that are
 * there from the start a value, with which the program must go on. Pure.
 *
 * @module
 */

import { numberFrom } from "./body.ts";
import type { Item, World } from "./world.ts";

/** A static as Rust. */
export interface Static {
  declaration: string;
  /** An expression for what it holds. */
  load: string;
  /** A statement that has it hold `value`. */
  store: string;
}

/** A static's kind: made of its name and its initial value. */
type Kind = (name: string, initial: number) => Static;

const ATOMIC = "std::sync::atomic::AtomicU64";
const RELAXED = "std::sync::atomic::Ordering::Relaxed";

const KINDS: readonly Kind[] = [
  (name, initial) => ({
    declaration: `static ${name}: ${ATOMIC} = ${ATOMIC}::new(${initial});`,
    load: `${name}.load(${RELAXED})`,
    store: `${name}.store(value, ${RELAXED});`,
  }),
  (name) => ({
    declaration:
      `static ${name}: std::sync::Mutex<Vec<u64>> = std::sync::Mutex::new(Vec::new());`,
    load: `${name}.lock().unwrap().iter().sum::<u64>()`,
    store: `${name}.lock().unwrap().push(value);`,
  }),
  (name) => ({
    declaration:
      `pub static ${name}: std::sync::OnceLock<u64> = std::sync::OnceLock::new();`,
    load: `${name}.get().copied().unwrap_or(7)`,
    store: `let _ = ${name}.set(value);`,
  }),
  (name, initial) => ({
    declaration:
      `static ${name}: std::sync::LazyLock<std::sync::RwLock<String>> =
    std::sync::LazyLock::new(|| std::sync::RwLock::new("${initial}".into()));`,
    load: `${name}.read().unwrap().len() as u64`,
    store:
      `*${name}.write().unwrap() = "x".repeat((value % 1000) as usize + 20);`,
  }),
  (name, initial) => ({
    declaration: `thread_local! {
    static ${name}: std::cell::Cell<u64> = const { std::cell::Cell::new(${initial}) };
}`,
    load: `${name}.get()`,
    store: `${name}.set(value);`,
  }),
  (name, initial) => ({
    declaration: `thread_local! {
    static ${name}: std::cell::RefCell<Vec<u64>> = std::cell::RefCell::new(vec![${initial}]);
}`,
    load: `${name}.with_borrow(|all| all.iter().sum::<u64>())`,
    store: `${name}.set(vec![value]);`,
  }),
  (name, initial) => ({
    declaration: `static mut ${name}: u64 = ${initial};`,
    load: `unsafe { ${name} }`,
    store: `unsafe { ${name} = value };`,
  }),
  (name, initial) => ({
    declaration: `fn at_${name.toLowerCase()}(value: Option<u64>) -> u64 {
    static HELD: ${ATOMIC} = ${ATOMIC}::new(${initial});
    if let Some(value) = value {
        HELD.store(value, ${RELAXED});
    }
    HELD.load(${RELAXED})
}`,
    load: `at_${name.toLowerCase()}(None)`,
    store: `at_${name.toLowerCase()}(Some(value));`,
  }),
];

/** The kinds of those that each thread has for itself. */
const PER_THREAD = [4, 5];

/** The static of an item. */
export function staticOf(world: World, item: Item): Static {
  // The program's own crate cannot bring new ones of these.
  const isBound = item.crate === "shop" && item.id >= world.firstNew;
  const kinds = KINDS.filter((_, i) => !isBound || !PER_THREAD.includes(i));
  const kind = kinds[item.variety % kinds.length] ?? KINDS[0];
  if (!kind) throw new Error("there are no kinds of statics");
  return kind(item.name.toUpperCase(), item.initial ?? item.id);
}

/** What holds a pointer to code; the code's own name is `<name>_inner`. */
export function pointerOf({ variety, name }: Item, type: string): Static {
  const holder = name.toUpperCase();
  const once = "std::sync::OnceLock";
  return variety % 2 === 0
    ? {
      declaration:
        `static ${holder}: ${once}<fn(u64) -> u64> = ${once}::new();`,
      load: `${holder}.get().map_or_else(|| ${name}_inner(x), |held| held(x))`,
      store: `let _ = ${holder}.set(${name}_inner);`,
    }
    : {
      declaration: `pub trait ${type}: Send + Sync {
    fn made(&self, x: u64) -> u64;
}
struct ${type}Maker(u64);
impl ${type} for ${type}Maker {
    fn made(&self, x: u64) -> u64 {
        ${name}_inner(x) ^ self.0
    }
}
static ${holder}: ${once}<Box<dyn ${type}>> = ${once}::new();`,
      load:
        `${holder}.get().map_or_else(|| ${name}_inner(x) ^ 3, |held| held.made(x))`,
      store: `let _ = ${holder}.set(Box::new(${type}Maker(3)));`,
    };
}

/** What `main` does with all that is there from the start. */
export function fill(world: World): string {
  const lines = world.items.flatMap(({ id, form, crate, module, name }) => {
    if (id >= world.firstNew) return [];
    if (form !== "state" && form !== "stored") return [];
    const at = [crate === "shop" ? "crate" : crate, module, `fill_${name}`];
    const path = at.filter((part) => part !== "").join("::");
    return [`    ${path}(${numberFrom(id, 1)});`];
  });
  return `fn fill() {\n${lines.join("\n")}\n}`;
}
