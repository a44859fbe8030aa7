/**
 * Holds values against a JSON Schema, as far as the driver's own schema goes: a
 * keyword that is not known here is an error.
 *
 * @module
 */

/** A schema, or a part of one. */
export type Schema = { readonly [keyword: string]: unknown };

const NOTES = ["$schema", "$defs", "title"];

/** What is wrong about a value, each with where it is; nothing if it fits. */
export function breaches(
  value: unknown,
  schema: Schema,
  top: Schema = schema,
  at = "$",
): string[] {
  return Object.entries(schema).flatMap(([keyword, rule]) =>
    NOTES.includes(keyword) ? [] : breachesOf(keyword, rule, value, top, at)
  );
}

function breachesOf(
  keyword: string,
  rule: unknown,
  value: unknown,
  top: Schema,
  at: string,
): string[] {
  const wrong = `${at}: ${JSON.stringify(value)} breaches ${keyword} ${
    JSON.stringify(rule)
  }`;
  const check = (is: boolean) => is ? [] : [wrong];
  switch (keyword) {
    case "type":
      return check([rule].flat().some((type) => hasType(value, type)));
    case "const":
      return check(value === rule);
    case "enum":
      return check((rule as unknown[]).includes(value));
    case "required":
      return check((rule as string[]).every((name) => has(value, name)));
    case "properties":
      return Object.entries(rule as Record<string, Schema>).flatMap((
        [name, part],
      ) =>
        has(value, name)
          ? breaches(value[name], part, top, `${at}.${name}`)
          : []
      );
    case "items":
      return Array.isArray(value)
        ? value.flatMap((item, i) =>
          breaches(item, rule as Schema, top, `${at}[${i}]`)
        )
        : [];
    case "oneOf": {
      const all = (rule as Schema[]).map((part) =>
        breaches(value, part, top, at)
      );
      const fitting = all.filter((found) => found.length === 0).length;
      // Those of the one that it was meant to be are the fewest.
      const nearest = all.sort((a, b) => a.length - b.length)[0] ?? [];
      return fitting === 1 ? [] : [`${at}: ${fitting} fit`, ...nearest];
    }
    case "$ref":
      return breaches(value, resolve(`${rule}`, top), top, at);
    default:
      throw new Error(`the keyword ${keyword} is not known here`);
  }
}

function has(value: unknown, name: string): value is Record<string, unknown> {
  return typeof value === "object" && value !== null &&
    Object.hasOwn(value, name);
}

function hasType(value: unknown, type: unknown): boolean {
  if (type === "array") return Array.isArray(value);
  if (type === "null") return value === null;
  if (type === "integer") return Number.isInteger(value);
  if (type === "object") {
    return typeof value === "object" && value !== null && !Array.isArray(value);
  }
  const own: string = typeof value;
  return own === type;
}

function resolve(reference: string, top: Schema): Schema {
  const names = reference.split("/").slice(1);
  return names.reduce(
    (part, name) => part[name] as Schema,
    top,
  );
}
