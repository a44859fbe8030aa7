/** Finds the name that somebody may have meant. Pure. */

/** So many letters may be wrong: a third of them, and one in short names. */
function tolerance(name: string): number {
  return Math.max(1, Math.floor(name.replace(/^-+/, "").length / 3));
}

/** The name that is nearest to what was written, if one is near enough. */
export function nearest(
  written: string,
  names: readonly string[],
): string | undefined {
  const [best] = names
    .map((name) => ({ name, away: distance(written, name) }))
    .filter(({ name, away }) => away <= tolerance(name))
    .sort((a, b) => a.away - b.away);
  return best?.name;
}

/** How many letters to add, take out, replace or swap with their neighbour. */
function distance(from: string, to: string): number {
  const width = to.length + 1;
  const cost = Array.from({ length: width }, (_, i) => i);
  let previous: number[] = [];
  for (let row = 1; row <= from.length; row++) {
    const above = [...cost];
    cost[0] = row;
    for (let column = 1; column < width; column++) {
      const isSame = from[row - 1] === to[column - 1];
      const isSwapped = row > 1 && column > 1 &&
        from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      cost[column] = Math.min(
        (above[column] ?? 0) + 1,
        (cost[column - 1] ?? 0) + 1,
        (above[column - 1] ?? 0) + (isSame ? 0 : 1),
        isSwapped ? (previous[column - 2] ?? 0) + 1 : Infinity,
      );
    }
    previous = above;
  }
  return cost[width - 1] ?? 0;
}
