/** The tables of `unroll`: a metric's intervals, the epochs, values that are no averages. */
import { boundText, numberText, plural } from '../layout/numbers.js';
import { ends, type TableColumn, type TableRow, tableLines } from '../layout/table.js';
import { wrapText } from '../layout/wrap.js';
import {
  type Alternative,
  type Interval,
  LINE,
  type UnrollEpoch,
  type UnrollMetric,
  type UnrollSeries,
  WAYS,
} from './model.js';

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
  const ways = waysOf(metric);
  const columns: TableColumn[] = [
    { name: `${unit}s`, kind: 'text' },
    { name: ways.length > 0 ? `printed ${metric.name}` : 'printed', kind: 'number' },
    ...(double ? [{ name: 'running average', kind: 'number' } as const] : []),
    ...(ways.length > 0 ? [] : [{ name: `mean ${metric.name} of these ${unit}s`, kind: 'number' } as const]),
    ...ways.map((way) => ({ name: `if ${way}`, kind: 'number' }) as const),
  ];
  const signs = new Signs();
  const row = (r: Interval) => [
    span(r.from, r.to),
    valueText(r.printed),
    ...(double ? [withBound(r.running, r.running_bound)] : []),
    ...(ways.length > 0 ? [] : [meanText(r, r, signs)]),
    ...ways.map((way) => {
      // Where all ways agree there is one mean.
      const given = r.alternatives ? r.alternatives.find((a) => partsOf(a.if).way === way) : r;
      return given ? meanText(r, given, signs) : '';
    }),
  ];
  const shown = kept(metric.intervals(), style);
  const lines = laidOut(columns, shown, row, style);
  return [...lines, ...signs.lines(style), ...(ways.length > 0 ? [] : otherWays(shown, style))];
}

/** Beside the likeliest mean of a line what the other ways give. */
function otherWays({ head, tail }: Kept<Interval>, { width, dim }: TableStyle): string[] {
  return [...head, ...tail].flatMap((r) =>
    (r.alternatives ?? []).flatMap((a) => {
      const mean = a.mean === undefined ? 'not known' : withBound(a.mean, a.bound);
      return wrapText(`${span(r.from, r.to)} if ${a.if}: ${mean}`, width - 2).map((l) => `  ${dim(l)}`);
    }),
  );
}

/** The mean of a line under one way, with the sign of what it depends on and where it lies in any case. */
function meanText(r: Interval, given: Interval | Alternative, signs: Signs): string {
  if (given.mean === undefined) return given === r ? '' : 'not known';
  const range = given.range ? `  ${rangeText(given.range, digitsFor(given.bound))}` : '';
  const { condition } = given === r ? { condition: r.if } : partsOf([given.if, r.if].filter(Boolean).join(', '));
  return withBound(given.mean, given.bound) + meanSpan({ ...r, ...given }) + signs.of(condition, range !== '') + range;
}

/** Rounded outwards. */
function rangeText([low, high]: readonly [number, number], decimals: number): string {
  const unit = 10 ** -decimals;
  return `${fixed(Math.floor(low / unit) * unit, decimals)} … ${fixed(Math.ceil(high / unit) * unit, decimals)}`;
}

/** Signs behind the means that hold under a condition, and what they say. */
class Signs {
  private readonly signs = new Map<string, string>();
  /** What ranges depend on beside the size of the last batch. */
  private readonly ranges = new Set<string>();

  of(condition: string | undefined, range: boolean): string {
    if (!condition) return '';
    const others = condition.split(', ').filter((part) => part !== 'all batches are equal');
    if (range) this.ranges.add(others.map((part) => `, if ${part}`).join(''));
    const sign = this.signs.get(condition) ?? '*'.repeat(this.signs.size + 1);
    this.signs.set(condition, sign);
    return `  ${sign}`;
  }

  lines({ width, dim }: TableStyle): string[] {
    const texts = [...this.signs].map(([condition, sign]) => `${sign} if ${condition}`);
    for (const rest of this.ranges)
      texts.push(`Behind the sign: where the mean lies for every size of the last batch${rest}.`);
    return texts.flatMap((text) => wrapText(text, width - 2).map((l) => `  ${dim(l)}`));
  }
}

/** The ways of averaging that the log leaves open, where none is the likeliest. */
function waysOf(metric: UnrollMetric): string[] {
  for (const { mean, alternatives } of metric.intervals())
    if (mean === undefined && alternatives) return alternatives.map((a) => partsOf(a.if).way);
  return [];
}

function partsOf(text: string): { way: string; condition: string } {
  const parts = text.split(', ');
  const joined = (ways: boolean) => parts.filter((p) => WAYS.has(p) === ways).join(', ');
  return { way: joined(true), condition: joined(false) };
}

/** One row an epoch: its last printed values. */
export function epochTable(series: UnrollSeries, style: TableStyle): string[] {
  const columns: TableColumn[] = [
    { name: 'epoch', kind: 'text' },
    { name: 'lines', kind: 'text' },
    ...series.metrics.map((name) => ({ name, kind: 'number' }) as const),
  ];
  const row = (epoch: UnrollEpoch) => {
    const last = new Map(epoch.metrics.map((m) => [m.name, lastOf(m)]));
    const cells = series.metrics.map((n) => last.get(n)).map((x) => (x === undefined ? '' : valueText(x)));
    return [String(epoch.epoch), String(epoch.printed), ...cells];
  };
  return laidOut(columns, kept(series.epochs(), style), row, style);
}

/** Values as they were printed, a row a line; `label` names a row. */
export function valueTable(
  metrics: readonly UnrollMetric[],
  first: string,
  label: (r: Interval) => string,
  style: TableStyle,
): string[] {
  const columns: TableColumn[] = [
    { name: first, kind: 'text' },
    ...metrics.map((m) => ({ name: m.name, kind: 'number' }) as const),
  ];
  const row = (values: readonly (Interval | undefined)[]) => [
    // A window covers more steps than a value beside it.
    label(values.reduce((a, b) => (a === undefined || (b !== undefined && b.from < a.from) ? b : a)) as Interval),
    ...values.map((v) => (v === undefined ? '' : valueText(v.printed))),
  ];
  return laidOut(columns, kept(sideBySide(metrics), style), row, style);
}

/** The metrics' values of one line next to each other, line by line. */
function* sideBySide(metrics: readonly UnrollMetric[]): Iterable<(Interval | undefined)[]> {
  const iterators = metrics.map((m) => m.intervals()[Symbol.iterator]());
  const heads = iterators.map((it) => nextOf(it));
  for (;;) {
    const lineOf = (h: Interval | undefined) => (h ? (h[LINE] ?? h.to) : Number.POSITIVE_INFINITY);
    const at = Math.min(...heads.map(lineOf));
    if (at === Number.POSITIVE_INFINITY) return;
    yield heads.map((h, i) => {
      if (lineOf(h) !== at) return undefined;
      heads[i] = nextOf(iterators[i]);
      return h;
    });
  }
}

function nextOf(iterator: Iterator<Interval>): Interval | undefined {
  const { done, value } = iterator.next();
  return done ? undefined : value;
}

interface Kept<T> {
  readonly head: readonly T[];
  readonly tail: readonly T[];
  readonly left: number;
}

/** A log has millions of lines: only those that are shown are held. */
function kept<T>(items: Iterable<T>, { full }: TableStyle): Kept<T> {
  return full ? { head: [...items], tail: [], left: 0 } : ends(items, HEAD, TAIL);
}

function laidOut<T>(
  columns: readonly TableColumn[],
  { head, tail, left }: Kept<T>,
  row: (item: T) => string[],
  style: TableStyle,
): string[] {
  const between: TableRow[] = left > 0 ? [{ remark: `… ${plural(left, 'line')} …` }] : [];
  const rows = [...head.map(row), ...between, ...tail.map(row)];
  return tableLines(columns, rows, style.width - 2, style.dim).map((l) => `  ${l}`);
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

/** A printed value with the four decimals that most programs print, or up to six where it has more. */
export function valueText(x: number): string {
  if (!Number.isFinite(x)) return numberText(x, 6);
  const [, decimals = ''] = /\.(\d+)$/.exec(String(x)) ?? [];
  return fixed(x, Math.min(6, Math.max(4, decimals.length)));
}

function fixed(x: number, decimals: number): string {
  const magnitude = Math.abs(x);
  return x !== 0 && (magnitude < 1e-3 || magnitude >= 1e9) ? numberText(x, 5) : x.toFixed(decimals);
}
