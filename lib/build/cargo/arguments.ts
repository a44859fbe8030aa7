/**
 * Reads the `cargo run` arguments that the driver itself must know; all of
 * them are passed on to cargo untouched. Pure.
 */

/** What the driver takes from the user's `cargo run` arguments. */
export interface CargoArguments {
  /** `+nightly`, when given first. */
  toolchain: string | undefined;
  /** Everything for cargo, before `--`. */
  cargo: string[];
  /** Everything for the program, after `--`. */
  program: string[];
  /** The part of the arguments that `cargo metadata` must get too. */
  metadata: string[];
  /** `--target-dir`, which `cargo metadata` does not know. */
  targetFolder: string | undefined;
  /** Whether the profile is `dev`. */
  isDev: boolean;
}

const FOR_METADATA_WITH_VALUE = ["--manifest-path", "--config", "-Z"];
const FOR_METADATA = ["--offline", "--locked", "--frozen"];

/** Splits and reads `[+toolchain] [cargo run arguments] [-- program arguments]`. */
export function readCargoArguments(args: string[]): CargoArguments {
  const [first = ""] = args;
  const toolchain = /^\+./.test(first) ? first : undefined;
  const rest = toolchain === undefined ? args : args.slice(1);
  const split = rest.indexOf("--");
  const cargo = split < 0 ? rest : rest.slice(0, split);
  const metadata = FOR_METADATA_WITH_VALUE.flatMap((name) =>
    values(cargo, name).flatMap((value) => [name, value])
  );
  metadata.push(...FOR_METADATA.filter((name) => cargo.includes(name)));
  return {
    toolchain,
    cargo,
    program: split < 0 ? [] : rest.slice(split + 1),
    metadata,
    targetFolder: values(cargo, "--target-dir").at(-1),
    isDev: !cargo.includes("--release") && !cargo.includes("-r") &&
      (values(cargo, "--profile").at(-1) ?? "dev") === "dev",
  };
}

/** Every value of `--name value`, `--name=value` or (short) `-Nvalue`. */
export function values(args: string[], name: string): string[] {
  const isShort = !name.startsWith("--");
  return args.flatMap((arg, i) => {
    const next = args[i + 1];
    if (arg === name) return next === undefined ? [] : [next];
    if (arg.startsWith(`${name}=`)) return [arg.slice(name.length + 1)];
    return isShort && arg.startsWith(name) ? [arg.slice(name.length)] : [];
  });
}
