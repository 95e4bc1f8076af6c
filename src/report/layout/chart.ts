/** A small chart of characters: points over spans, readable without colour. */

interface ChartSpan {
  /** Both included, from 1. */
  from: number;
  to: number;
  value: number;
}

export interface ChartData {
  /** Drawn as `o`. Read more than once. */
  points: Iterable<{ at: number; value: number }>;
  /** Drawn as `─` over their width. Read more than once. */
  spans: Iterable<ChartSpan>;
  label(value: number): string;
}

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
  const labels = [high, (high + low) / 2, low].map((v) => data.label(v));
  const margin = Math.max(...labels.map((l) => l.length));
  const columns = Math.min(width - margin - 3, Math.max(24, last));
  const grid = Array.from({ length: height }, () => new Array<string>(columns).fill(' '));
  const row = (v: number) => Math.round(((high - v) / (high - low)) * (height - 1));
  // Step k covers the columns from (k-1)/last to k/last.
  const left = (k: number) => Math.min(columns - 1, Math.floor(((k - 1) / last) * columns));
  const right = (k: number) => Math.max(left(k), Math.ceil((k / last) * columns) - 1);
  for (const span of data.spans) {
    if (!Number.isFinite(span.value)) continue;
    for (let c = left(span.from); c <= right(span.to); c++) grid[row(span.value)][c] = '─';
  }
  for (const p of data.points) if (Number.isFinite(p.value)) grid[row(p.value)][right(p.at)] = 'o';
  const label = (r: number) =>
    r === 0 ? labels[0] : r === height - 1 ? labels[2] : r === (height - 1) / 2 ? labels[1] : '';
  return [
    ...grid.map((cells, r) => `${label(r).padStart(margin)} ┤${cells.join('')}`.trimEnd()),
    `${' '.repeat(margin)} └${'─'.repeat(columns)}`,
    `${' '.repeat(margin + 2)}1${String(last).padStart(columns - 1)}`,
  ];
}
