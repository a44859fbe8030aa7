/**
 * Draws what was measured: a group of bars for each workspace, each bar with
 * its spread, as SVG that reads on light and dark pages. Pure.
 *
 * @module
 */

import type { Measured } from "./measure.ts";
import { spread } from "./statistics.ts";
import { WAYS } from "./table.ts";

const WIDTH = 760;
const LEFT = 170;
const RIGHT = 90;
const TOP = 70;
const BAR = 18;
const HEAD = 30;
const GAP = 16;
const COLORS = ["#8c8c8c", "#d9480f", "#4c7fb8", "#2f5f94"];

/** What is drawn around the bars. */
export interface PlotOptions {
  /** The day and the machine. */
  caption: string;
}

interface Bar {
  label: string;
  color: string;
  min: number;
  median: number;
  max: number;
}

/** Draws the plot; each workspace has a scale of its own. */
export function plot(
  all: readonly Measured[],
  { caption }: PlotOptions,
): string {
  let y = TOP;
  const groups = all.map((measured) => {
    const { text, height } = group(measured, y);
    y += height + GAP;
    return text;
  });
  const height = y + 8;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="system-ui, sans-serif" font-size="13" fill="#222">
<title>From a saved edit to running code</title>
<rect width="100%" height="100%" rx="6" fill="#fff"/>
${
    text(
      16,
      28,
      "From a saved edit to running code (ms, median; line: min to max)",
      'font-size="16" font-weight="600"',
    )
  }
${text(16, 48, caption, 'font-size="11" fill="#666"')}
${groups.join("\n")}
</svg>
`;
}

function group(
  measured: Measured,
  top: number,
): { text: string; height: number } {
  const bars = barsOf(measured);
  const most = Math.max(...bars.map(({ max }) => max));
  const scale = (WIDTH - LEFT - RIGHT) / most;
  const { title, edit } = measured;
  const parts = [text(16, top + 18, `${title}: ${edit}`, 'font-weight="600"')];
  bars.forEach((bar, i) => {
    parts.push(drawBar(bar, top + HEAD + i * (BAR + 6), scale));
  });
  return { text: parts.join("\n"), height: HEAD + bars.length * (BAR + 6) };
}

function barsOf({ rounds }: Measured): Bar[] {
  return WAYS.flatMap(([label, ms], i) => {
    const all = rounds.map(ms);
    if (all.some(Number.isNaN)) return [];
    return [{ label, color: COLORS[i] ?? "#000", ...spread(all) }];
  });
}

function drawBar(bar: Bar, y: number, scale: number): string {
  const { label, color, min, median, max } = bar;
  const x = (ms: number) => round(LEFT + ms * scale);
  const middle = y + BAR / 2;
  const baseline = y + BAR - 5;
  return [
    text(LEFT - 8, baseline, label, 'text-anchor="end"'),
    `<rect x="${LEFT}" y="${y}" width="${
      round(median * scale)
    }" height="${BAR}" rx="2" fill="${color}"/>`,
    `<path d="M${x(min)} ${middle}H${
      x(max)
    }" stroke="#000" stroke-opacity=".5"/>`,
    text(Number(x(max)) + 8, baseline, `${Math.round(median)}`),
  ].join("\n");
}

function text(x: number, y: number, content: string, more = ""): string {
  const attributes = more === "" ? "" : ` ${more}`;
  return `<text x="${x}" y="${y}"${attributes}>${escape(content)}</text>`;
}

function escape(content: string): string {
  return content.replaceAll("&", "&amp;").replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}

function round(value: number): string {
  return value.toFixed(1);
}
