/** The tables of `unroll`: a metric's intervals, the epochs, values that are no averages. */
import { boundText, numberText, plural } from './numbers.js';
import { shortened, type TableColumn, type TableRow, tableLines } from './table.js';
import type { Interval, UnrollMetric, UnrollSeries } from './unroll-model.js';

export interface TableStyle {
  readonly width: number;
  readonly full: boolean;
  readonly dim: (text: string) => string;
}

/** Rows of a table before it is cut to head and tail. */
const HEAD = 14;
const TAIL = 8;

/** The printed averages, and beside them the means of what came between. */
export function metricTable(metric: UnrollMetric, unit: UnrollSeries['unit'], style: TableStyle): string[] {
  const double = metric.rule === 'double' || metric.rule === 'averaged-state';
  const window = metric.rule === 'window';
  const columns: TableColumn[] = [
    { name: `${unit}s`, kind: 'text' },
    { name: 'printed', kind: 'number' },
    ...(double ? [{ name: 'running average', kind: 'number' } as const] : []),
    ...(window ? [] : [{ name: `mean ${metric.name} of these ${unit}s`, kind: 'number' } as const]),
  ];
  const rows = [...metric.intervals()].map((r) => [
    span(r.from, r.to),
    valueText(r.printed),
    ...(double ? [withBound(r.running, r.running_bound)] : []),
    ...(window ? [] : [withBound(r.mean, r.bound) + meanSpan(r)]),
  ]);
  return laidOut(columns, rows, style);
}

/** One row an epoch: its last printed values. */
export function epochTable(series: UnrollSeries, style: TableStyle): string[] {
  const columns: TableColumn[] = [
    { name: 'epoch', kind: 'text' },
    { name: 'lines', kind: 'text' },
    ...series.metrics.map((name) => ({ name, kind: 'number' }) as const),
  ];
  const rows: string[][] = [];
  for (const epoch of series.epochs()) {
    const last = new Map(epoch.metrics.map((m) => [m.name, lastOf(m)]));
    const cells = series.metrics.map((n) => last.get(n)).map((x) => (x === undefined ? '' : valueText(x)));
    rows.push([String(epoch.epoch), String(epoch.printed), ...cells]);
  }
  return laidOut(columns, rows, style);
}

/** Values as they were printed, a row a line; `label` names a row. */
export function valueTable(
  metrics: readonly UnrollMetric[],
  first: string,
  label: (r: Interval) => string,
  style: TableStyle,
): string[] {
  const rows = new Map<number, string[]>();
  metrics.forEach((metric, column) => {
    for (const r of metric.intervals()) {
      const row = rows.get(r.to) ?? [label(r), ...metrics.map(() => '')];
      row[column + 1] = valueText(r.printed);
      rows.set(r.to, row);
    }
  });
  const columns: TableColumn[] = [
    { name: first, kind: 'text' },
    ...metrics.map((m) => ({ name: m.name, kind: 'number' }) as const),
  ];
  const sorted = [...rows.entries()].sort(([a], [b]) => a - b).map(([, r]) => r);
  return laidOut(columns, sorted, style);
}

function laidOut(columns: readonly TableColumn[], rows: readonly TableRow[], style: TableStyle): string[] {
  const shown = style.full ? rows : shortened(rows, HEAD, TAIL, (n) => `… ${plural(n, 'line')} …`);
  return tableLines(columns, shown, style.width - 2, style.dim).map((l) => `  ${l}`);
}

/** The last printed value. */
export function lastOf(metric: UnrollMetric): number | undefined {
  let last: number | undefined;
  for (const r of metric.intervals()) last = r.printed;
  return last;
}

/** `6 – 9`, or `6` alone. */
export function span(from: number, to: number): string {
  return from === to ? String(to) : `${from} – ${to}`;
}

/** A mean over more than the line's own steps says over which. */
function meanSpan(r: Interval): string {
  if (r.mean === undefined || r.mean_from === undefined || r.mean_from === r.from) return '';
  return `  (${span(r.mean_from, r.to)})`;
}

function withBound(value: number | undefined, bound: number | undefined): string {
  if (value === undefined) return '';
  const text = Number.isFinite(value) ? fixed(value, digitsFor(bound)) : numberText(value, 6);
  return bound === undefined ? text : `${text}  ± ${boundText(bound)}`;
}

/** Decimals that the bound leaves, at least the four that the programs print. */
function digitsFor(bound: number | undefined): number {
  return bound ? Math.min(9, Math.max(4, Math.floor(-Math.log10(bound)))) : 4;
}

/** A printed value with the decimals that programs print. */
export function valueText(x: number): string {
  return Number.isFinite(x) ? fixed(x, 4) : numberText(x, 6);
}

function fixed(x: number, decimals: number): string {
  const magnitude = Math.abs(x);
  return x !== 0 && (magnitude < 1e-3 || magnitude >= 1e9) ? numberText(x, 5) : x.toFixed(decimals);
}
