/**
 * What Deno lets this process do: asks for it before it is needed, so that a
 * right that is missing is named with what it is for, at once and not in the
 * middle of the work. Never decides what is needed.
 */

/** A right, and what it is for. */
export interface Need {
  right: Deno.PermissionDescriptor;
  /** What could not be done without, as in `to read sources`. */
  purpose: string;
}

/** Thrown where Deno was given fewer rights than the work takes. */
export class RightsError extends Error {
  /** The class's name. */
  override name = "RightsError";
  /** As reports have it. */
  readonly fault = "access";

  /**
   * Says which rights are missing, what for, and what to write.
   *
   * @param needs What is missing.
   */
  constructor(needs: readonly Need[]) {
    const flags = flagsOf(needs);
    const width = Math.max(...flags.map(([flag]) => flag.length));
    const lines = flags.map(([flag, purpose]) =>
      flags.length > 1 && width <= COLUMN
        ? `  ${flag.padEnd(width)}  ${purpose}`
        : `  ${flag}  ${purpose}`
    );
    super(
      `Deno does not let the driver do its work: it lacks\n${
        lines.join("\n")
      }\ngive \`deno\` that as well, or \`-A\`, which allows everything`,
    );
  }
}

/** So far to the right purposes are aligned. */
const COLUMN = 32;

/**
 * Makes sure of rights. Where Deno may ask somebody, it does.
 *
 * @throws {RightsError} If there are some that it does not give.
 */
export async function demand(needs: readonly Need[]): Promise<void> {
  const missing: Need[] = [];
  for (const need of needs) {
    const { state } = await Deno.permissions.request(need.right);
    if (state !== "granted" && !isAbsent(need.right)) missing.push(need);
  }
  if (missing.length > 0) throw new RightsError(missing);
}

/**
 * Whether a right that was refused is to start a program that is not there:
 * Deno gives it to nobody.
 */
function isAbsent(right: Deno.PermissionDescriptor): boolean {
  if (right.name !== "run" || right.command === undefined) return false;
  try {
    new Deno.Command(right.command).spawn();
    return false;
  } catch (error) {
    return error instanceof Deno.errors.NotFound;
  }
}

/** What to write, and what for: rights of one kind and purpose in one. */
function flagsOf(needs: readonly Need[]): [flag: string, purpose: string][] {
  const groups = Map.groupBy(
    needs,
    ({ right, purpose }) => `${right.name} ${purpose}`,
  );
  return [...groups.values()].map((group) => {
    const [{ right: { name }, purpose }] = group as [Need];
    const values = group.flatMap(({ right }) => valueOf(right) ?? []);
    // Who may do anything needs no names.
    const isNamed = values.length === group.length;
    return [`--allow-${name}${isNamed ? `=${values.join(",")}` : ""}`, purpose];
  });
}

/** What a right is for, where it is not for everything. */
function valueOf(right: Deno.PermissionDescriptor): string | undefined {
  switch (right.name) {
    case "run":
      return right.command?.toString();
    case "read":
    case "write":
    case "ffi":
      return right.path?.toString();
    case "env":
      return right.variable;
    case "sys":
      return right.kind;
    case "net":
    case "import":
      return right.host;
  }
}

/**
 * An environment variable; nothing where Deno does not let it be read. Who
 * takes that for unset demands the right as well.
 */
export function readVariable(variable: string): string | undefined {
  const { state } = Deno.permissions.querySync({ name: "env", variable });
  return state === "granted" ? Deno.env.get(variable) : undefined;
}
