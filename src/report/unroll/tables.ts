/** The tables of `unroll`: a metric's intervals, the epochs, values that are no averages. */
import { spanText } from '../../text/sentence.js';
import type { Block, Table, TableColumn, TableRow } from '../layout/document.js';
import { boundText, numberText, plural } from '../layout/numbers.js';
import { ends } from '../layout/table.js';
import {
  type Alternative,
  DIGIT,
  type Interval,
  LINE,
  type UnrollEpoch,
  type UnrollMetric,
  type UnrollSeries,
  WAYS,
} from './model.js';
import { surveyOf } from './survey.js';

/** Rows of a table before it is cut to head and tail. */
const HEAD = 14;
const TAIL = 8;

/** The printed averages, and beside them the means of what came between. */
export function metricTable(metric: UnrollMetric, unit: UnrollSeries['unit'], full: boolean): Block {
  const double = metric.rule === 'double' || metric.rule === 'averaged-state';
  const ways = waysOf(metric);
  const columns = [
    textColumn(`${unit}s`),
    numberColumn(ways.length > 0 ? `printed ${metric.name}` : 'printed'),
    ...(double ? [numberColumn('running average')] : []),
    ...(ways.length > 0 ? [] : [numberColumn(`mean ${metric.name} of these ${unit}s`)]),
    ...ways.map((way) => numberColumn(`if ${way}`)),
    ...logarithmColumn(metric),
  ];
  const signs = new Signs();
  const row = (r: Interval) => [
    spanText(r.from, r.to),
    printedText(r, metric),
    ...(double ? [withBound(r.running, r.running_bound, metric)] : []),
    ...(ways.length > 0 ? [] : [meanText(r, r, signs, metric)]),
    ...ways.map((way) => {
      // Where all ways agree there is one mean.
      const given = r.alternatives ? r.alternatives.find((a) => partsOf(a.if).way === way) : r;
      return given ? meanText(r, given, signs, metric) : '';
    }),
    ...(hasLogarithm(metric) ? [withBound(r.log, r.log_bound)] : []),
  ];
  const shown = kept(() => metric.intervals(), full);
  // Read after the rows, which give the signs.
  const notes = again(function* () {
    yield* signs.lines();
    if (ways.length === 0) yield* otherWays(shown, metric);
  });
  return { ...tableOf(columns, shown, row), notes };
}

/** Beside the likeliest mean of a line what the other ways give. */
function* otherWays({ head, tail }: Kept<Interval>, of: Unit): Iterable<string> {
  for (const r of chained(head, tail)) {
    for (const a of r.alternatives ?? []) {
      const mean = a.mean === undefined ? 'not known' : withBound(a.mean, a.bound, of);
      yield `${spanText(r.from, r.to)} if ${a.if}: ${mean}`;
    }
  }
}

/** The mean of a line under one way, with the sign of what it depends on and where it lies in any case. */
function meanText(r: Interval, given: Interval | Alternative, signs: Signs, of: Unit): string {
  if (given.mean === undefined) return given === r ? '' : 'not known';
  const range = given.range ? `  ${rangeText(given.range, digitsFor(given.bound))}` : '';
  const { condition } =
    given === r ? { condition: r.if } : partsOf([given.if, r.if].filter(Boolean).join(', '));
  return (
    withBound(given.mean, given.bound, of) +
    meanSpan({ ...r, ...given }) +
    signs.of(condition, range !== '') +
    range
  );
}

/** Rounded outwards. */
function rangeText([low, high]: readonly [number, number], decimals: number): string {
  const unit = 10 ** -decimals;
  return (
    `${fixed(Math.floor(low / unit) * unit, decimals)} … ` +
    `${fixed(Math.ceil(high / unit) * unit, decimals)}`
  );
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

  *lines(): Iterable<string> {
    for (const [condition, sign] of this.signs) yield `${sign} if ${condition}`;
    for (const rest of this.ranges)
      yield `Behind the sign: where the mean lies for every size of the last batch${rest}.`;
  }
}

/** The ways of averaging that the log leaves open, where none is the likeliest. */
function waysOf(metric: UnrollMetric): string[] {
  return surveyOf(metric).open.map((a) => partsOf(a.if).way);
}

function partsOf(text: string): { way: string; condition: string } {
  const parts = text.split(', ');
  const joined = (ways: boolean) => parts.filter((p) => WAYS.has(p) === ways).join(', ');
  return { way: joined(true), condition: joined(false) };
}

/** One row an epoch: its last printed values. */
export function epochTable(series: UnrollSeries, full: boolean): Block {
  const columns = [textColumn('epoch'), textColumn('lines'), ...series.metrics.map(numberColumn)];
  const row = (epoch: UnrollEpoch) => {
    const last = new Map(epoch.metrics.map((m) => [m.name, lastText(m)]));
    const cells = series.metrics.map((n) => last.get(n) ?? '');
    return [String(epoch.epoch), String(epoch.printed), ...cells];
  };
  return tableOf(
    columns,
    kept(() => series.epochs(), full),
    row,
  );
}

/** Values as they were printed, a row a line; `label` names a row. */
export function valueTable(
  metrics: readonly UnrollMetric[],
  first: string,
  label: (r: Interval) => string,
  full: boolean,
): Block {
  const logarithms = metrics.map(hasLogarithm);
  const columns = [
    textColumn(first),
    ...metrics.flatMap((m) => [numberColumn(m.name), ...logarithmColumn(m)]),
  ];
  const row = (values: readonly (Interval | undefined)[]) => [
    // A window covers more steps than a value beside it.
    label(
      values.reduce((a, b) => (a === undefined || (b !== undefined && b.from < a.from) ? b : a)) as Interval,
    ),
    ...values.flatMap((v, i) => [
      v === undefined ? '' : printedText(v, metrics[i]!),
      ...(logarithms[i] ? [withBound(v?.log, v?.log_bound)] : []),
    ]),
  ];
  const shown = full ? kept(() => sideBySide(metrics), full) : endsOf(metrics);
  return tableOf(columns, shown, row);
}

/** The first and the last lines; those between are counted, not read, where it is known which they are. */
function endsOf(metrics: readonly UnrollMetric[]): Kept<(Interval | undefined)[]> {
  const lines = metrics.map((m) => m.lines);
  const [one] = lines;
  const isLine = (line: number) => lines.some((own) => own?.has(line));
  let count = 0;
  if (one && lines.every((own) => own?.from === one.from && own.to === one.to))
    for (let line = one.from; line < one.to; line++) if (isLine(line)) count++;
  if (!one || count <= HEAD + TAIL) return ends(sideBySide(metrics), HEAD, TAIL);
  let last = one.to;
  for (let left = TAIL; left > 0; ) if (isLine(--last)) left--;
  return {
    head: [...upTo(HEAD, sideBySide(metrics))],
    tail: [...sideBySide(metrics, last)],
    left: count - HEAD - TAIL,
  };
}

function* upTo<T>(count: number, items: Iterable<T>): Iterable<T> {
  let left = count;
  for (const item of items) {
    yield item;
    if (--left === 0) return;
  }
}

/** Of a perplexity the natural logarithm stands beside each value. */
export function hasLogarithm(metric: UnrollMetric): boolean {
  let looked = 0;
  for (const { log } of metric.intervals()) {
    if (log !== undefined) return true;
    if (++looked > HEAD) return false;
  }
  return false;
}

function logarithmColumn(metric: UnrollMetric): TableColumn[] {
  return hasLogarithm(metric) ? [numberColumn(`ln ${metric.name}`)] : [];
}

/** The metrics' values of one line next to each other, line by line. @param from the first line */
function* sideBySide(metrics: readonly UnrollMetric[], from?: number): Iterable<(Interval | undefined)[]> {
  const columns = metrics.map((m) => {
    const iterator = m.intervals(from)[Symbol.iterator]();
    return { iterator, head: nextOf(iterator) };
  });
  for (;;) {
    const lineOf = (h: Interval | undefined) => (h ? (h[LINE] ?? h.to) : Number.POSITIVE_INFINITY);
    const at = Math.min(...columns.map((c) => lineOf(c.head)));
    if (at === Number.POSITIVE_INFINITY) return;
    yield columns.map((column) => {
      const { head } = column;
      if (lineOf(head) !== at) return undefined;
      column.head = nextOf(column.iterator);
      return head;
    });
  }
}

function nextOf(iterator: Iterator<Interval>): Interval | undefined {
  const { done, value } = iterator.next();
  return done ? undefined : value;
}

const textColumn = (name: string): TableColumn => ({ name, kind: 'text' });
const numberColumn = (name: string): TableColumn => ({ name, kind: 'number' });

/** Rows that are shown, and how many are not. */
interface Kept<T> {
  readonly head: Iterable<T>;
  readonly tail: readonly T[];
  readonly left: number;
}

/**
 * A log has millions of lines: of a table that is cut only head and tail are held, of a full one nothing is.
 */
function kept<T>(items: () => Iterable<T>, full: boolean): Kept<T> {
  return full ? { head: again(items), tail: [], left: 0 } : ends(items(), HEAD, TAIL);
}

function tableOf<T>(
  columns: readonly TableColumn[],
  { head, tail, left }: Kept<T>,
  row: (item: T) => string[],
): Table {
  const rows = again(function* (): Iterable<TableRow> {
    for (const item of head) yield row(item);
    if (left > 0) yield { remark: `… ${plural(left, 'line')} …` };
    for (const item of tail) yield row(item);
  });
  return { kind: 'table', columns, rows, indent: 2 };
}

/** Made anew each time it is read. */
function again<T>(items: () => Iterable<T>): Iterable<T> {
  return { [Symbol.iterator]: () => items()[Symbol.iterator]() };
}

function* chained<T>(...parts: readonly Iterable<T>[]): Iterable<T> {
  for (const part of parts) yield* part;
}

/** The last printed value; empty where there is none. */
export function lastText(metric: UnrollMetric): string {
  const last = metric.last();
  return last === undefined ? '' : valueText(last, metric);
}

/** A mean over more than the line's own steps says over which. */
function meanSpan(r: Interval): string {
  if (r.mean === undefined || r.mean_from === undefined || r.mean_from === r.from) return '';
  return `  (${spanText(r.mean_from, r.to)})`;
}

/** What stands behind the numbers of a metric. */
type Unit = Pick<UnrollMetric, 'unit'>;

function withBound(value: number | undefined, bound: number | undefined, of: Unit = {}): string {
  if (value === undefined) return '';
  const text = Number.isFinite(value)
    ? fixed(value, digitsFor(bound)) + (of.unit ?? '')
    : numberText(value, 6);
  return bound === undefined ? text : `${text}  ± ${boundText(bound)}`;
}

/** Decimals that the bound leaves, at least the four that the programs print. */
function digitsFor(bound: number | undefined): number {
  return bound ? Math.min(9, Math.max(4, Math.floor(-Math.log10(bound)))) : 4;
}

/** As the log has it; a dot-dot-dot stands where digits are left out. */
function printedText({ printed, [DIGIT]: digit }: Interval, of: Unit): string {
  if (digit !== undefined && printed !== 0 && Number.isFinite(printed)) {
    const magnitude = Number(printed.toExponential().split('e')[1]);
    return printed.toExponential(Math.max(0, magnitude - digit));
  }
  const cut = Number.isFinite(printed) && Number(valueText(printed)) !== printed;
  return valueText(printed, of, cut ? '…' : '');
}

/**
 * A printed value with the four decimals that most programs print, or up to six where it has more; of a
 * percentage those that it has.
 */
export function valueText(x: number, { unit }: Unit = {}, more = ''): string {
  if (!Number.isFinite(x)) return numberText(x, 6);
  const [, decimals = ''] = /\.(\d+)$/.exec(String(x)) ?? [];
  const least = unit === undefined ? 4 : 0;
  return fixed(x, Math.min(6, Math.max(least, decimals.length))) + more + (unit ?? '');
}

function fixed(x: number, decimals: number): string {
  const magnitude = Math.abs(x);
  return x !== 0 && (magnitude < 1e-3 || magnitude >= 1e9) ? numberText(x, 5) : x.toFixed(decimals);
}
