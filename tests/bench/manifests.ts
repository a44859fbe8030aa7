/**
 * Manifests of generated packages, by path. Pure.
 *
 * @module
 */

/** The manifest of a workspace of these packages. */
export function workspace(members: string[]): Record<string, string> {
  const list = members.map((name) => JSON.stringify(name)).join(", ");
  const text = `[workspace]
resolver = "3"
members = [${list}]
`;
  return { "Cargo.toml": text };
}

/** The manifest of a package that depends on crates, and on what else is said. */
export function manifest(
  name: string,
  below: readonly { name: string }[],
  more = "",
): Record<string, string> {
  const lines = below.map((each) =>
    `${each.name} = { path = "../${each.name}" }\n`
  );
  const text = `[package]
name = "${name}"
version = "0.0.0"
edition = "2024"
publish = false

[dependencies]
${more}${lines.join("")}`;
  return { [`${name}/Cargo.toml`]: text };
}
