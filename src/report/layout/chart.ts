/** A small chart of characters: points over spans, readable without colour. */

import type { ChartData } from './document.js';

/** @returns lines of at most `width` characters, or none where there is nothing to draw */
export function chartLines(data: ChartData, width: number, height: number): string[] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  let last = 0;
  const take = (value: number, at: number) => {
    last = Math.max(last, at);
    if (!Number.isFinite(value)) return;
    low = Math.min(low, value);
    high = Math.max(high, value);
  };
  for (const p of data.points) take(p.value, p.at);
  for (const s of data.spans) take(s.value, s.to);
  if (last < 2 || !(high > low) || !Number.isFinite(high - low)) return [];
  const [top, middle, bottom] = [data.label(high), data.label((high + low) / 2), data.label(low)];
  const margin = Math.max(top.length, middle.length, bottom.length);
  const columns = Math.min(width - margin - 3, Math.max(24, last));
  const grid = Array.from({ length: height }, () => new Array<string>(columns).fill(' '));
  const row = (v: number) => Math.round(((high - v) / (high - low)) * (height - 1));
  // Step k covers the columns from (k-1)/last to k/last.
  const left = (k: number) => Math.min(columns - 1, Math.floor(((k - 1) / last) * columns));
  const right = (k: number) => Math.max(left(k), Math.ceil((k / last) * columns) - 1);
  for (const span of data.spans) {
    if (!Number.isFinite(span.value)) continue;
    grid[row(span.value)]?.fill('─', left(span.from), right(span.to) + 1);
  }
  for (const p of data.points) {
    if (!Number.isFinite(p.value)) continue;
    const c = right(p.at);
    grid[row(p.value)]?.fill('o', c, c + 1);
  }
  const label = (r: number) =>
    r === 0 ? top : r === height - 1 ? bottom : r === (height - 1) / 2 ? middle : '';
  return [
    ...grid.map((cells, r) => `${label(r).padStart(margin)} ┤${cells.join('')}`.trimEnd()),
    `${' '.repeat(margin)} └${'─'.repeat(columns)}`,
    `${' '.repeat(margin + 2)}1${String(last).padStart(columns - 1)}`,
  ];
}
