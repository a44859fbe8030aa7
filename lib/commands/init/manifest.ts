/**
 * Edits the text of a `Cargo.toml` as far as Chaud must: a line at a time, so
 * that everything else stays as it was written. What a manifest says is read
 * elsewhere. Pure.
 */

/** A line that begins with a key. */
interface Entry {
  key: string;
  /** Its index. */
  line: number;
}

interface Table {
  name: string;
  /** The index of its header's line. */
  line: number;
}

/**
 * Adds a dependency, or gives one another value: in alphabetical order if those
 * that are there are, else behind them; in a table of its own at the end if
 * there is none.
 *
 * @param name Its name.
 * @param value What stands behind the name, e.g. ` = "0.1"`.
 */
export function setDependency(
  text: string,
  name: string,
  value: string,
): string {
  const lines = text.split("\n");
  const carriage = lines[0]?.endsWith("\r") ? "\r" : "";
  const line = `${name}${value}${carriage}`;
  const { tables, entries, deep } = read(text);
  const at = tables.findIndex(({ name }) => name === "dependencies");
  const table = tables[at];
  if (table === undefined) {
    const rest = text === "" || text.endsWith("\n") ? "" : `${carriage}\n`;
    const gap = text.trim() === "" ? "" : `${carriage}\n`;
    return `${text}${rest}${gap}[dependencies]${carriage}\n${line}\n`;
  }
  const end = tables[at + 1]?.line ?? lines.length;
  const own = entries.filter((entry) =>
    entry.line > table.line && entry.line < end
  );
  const present = own.find(({ key }) => key === name);
  if (present !== undefined) return lines.with(present.line, line).join("\n");
  const keys = own.map(({ key }) => key);
  const isSorted = keys.every((key, i) => i === 0 || keys[i - 1]! <= key);
  const next = isSorted && own.find(({ key }) => key > name);
  let place = next ? next.line : end;
  // Comments belong to what follows them, and a gap to the next table.
  const isFree = (index: number) =>
    /^\s*(?:#.*)?$/.test(lines[index] ?? "") && !deep.has(index);
  const isKept = (index: number) =>
    next ? /^\s*#/.test(lines[index] ?? "") : isFree(index);
  while (place - 1 > table.line && isKept(place - 1)) place--;
  if (place === lines.length) return `${text}${carriage}\n${line}`;
  lines.splice(place, 0, line);
  return lines.join("\n");
}

/**
 * Keeps a folder from being taken for a member of the workspace; where there is
 * no table `workspace`, nothing is.
 */
export function excludeFolder(text: string, folder: string): string {
  const lines = text.split("\n");
  const carriage = lines[0]?.endsWith("\r") ? "\r" : "";
  const { tables, entries } = read(text);
  const at = tables.findIndex(({ name }) => name === "workspace");
  const table = tables[at];
  if (table === undefined) return text;
  const end = tables[at + 1]?.line ?? lines.length;
  const present = entries.find(({ key, line }) =>
    key === "exclude" && line > table.line && line < end
  );
  const name = JSON.stringify(folder);
  if (present === undefined) {
    lines.splice(table.line + 1, 0, `exclude = [${name}]${carriage}`);
    return lines.join("\n");
  }
  const [head = "", ...rest] = (lines[present.line] ?? "").split("[");
  const others = rest.join("[");
  if (others.includes(name)) return text;
  const comma = others.trimStart().startsWith("]") ? "" : ",";
  const gap = comma === "" || others.trim() === "" ? comma : `${comma} `;
  const line = `${head}[${name}${gap}${others}`;
  return lines.with(present.line, line).join("\n");
}

/** Tells apart lines of their own from those inside a value of many lines. */
function read(
  text: string,
): { tables: Table[]; entries: Entry[]; deep: Set<number> } {
  const tables: Table[] = [];
  const entries: Entry[] = [];
  const deep = new Set<number>();
  let nesting: Nesting = { quote: "", brackets: 0 };
  text.split("\n").forEach((line, index) => {
    if (nesting.quote !== "" || nesting.brackets > 0) {
      deep.add(index);
      nesting = follow(line, nesting);
      return;
    }
    const header = /^\s*\[{1,2}([^\[\]]+)\]{1,2}\s*(?:#.*)?$/.exec(line)?.[1];
    if (header !== undefined) {
      tables.push({ name: header.replace(/[\s"']/g, ""), line: index });
      return;
    }
    const [, key, rest = ""] = /^\s*([\w."'-]+)\s*=\s*(.*)$/.exec(line) ?? [];
    if (key === undefined) return;
    entries.push({ key: key.replace(/["']/g, ""), line: index });
    nesting = follow(rest, nesting);
  });
  return { tables, entries, deep };
}

/** What a value of many lines is in, at the end of a line. */
interface Nesting {
  /** `"""` or `'''` inside such a string. */
  quote: string;
  /** Open brackets of arrays. */
  brackets: number;
}

const TOKENS = /"""|'''|"(?:[^"\\]|\\.)*"|'[^']*'|#|\\.|[[\]{}]/g;

function follow(line: string, { quote, brackets }: Nesting): Nesting {
  for (const [token] of line.matchAll(TOKENS)) {
    if (quote !== "") {
      if (token === quote) quote = "";
    } else if (token === '"""' || token === "'''") quote = token;
    else if (token === "#") break;
    else if (/[[{]/.test(token) && token.length === 1) brackets++;
    else if (/[\]}]/.test(token) && token.length === 1) brackets--;
  }
  return { quote, brackets };
}
