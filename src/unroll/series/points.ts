/** The printed numbers of one metric in one epoch. */

import type { Point } from '../averages/decode.js';
import { type MetricColumn, MISSING } from './column.js';
import type { LogSeries } from './series.js';
import { CAUGHT_UP } from './table.js';

export type LogPoint = Point & {
  readonly row: number;
  /** Its counter is a guess: steps whose value was the same as the one before do not show. */
  readonly unsure?: boolean;
};

/**
 * In their order.
 * @param shift what is added to the counters: steps that count from 0 are shifted to count from 1
 * @param first the row to begin at, where counters do not lag
 */
export function* pointsOf(
  series: LogSeries,
  segment: { readonly from: number; readonly to: number },
  metric: string,
  shift = series.countsFromZero ? 1 : 0,
  first = segment.from,
): Iterable<LogPoint> {
  if (series.lags && lags(series, segment)) {
    yield* laggingPoints(series, segment, metric, shift);
    return;
  }
  const column = series.table.column(metric);
  if (!column) return;
  for (let row = Math.max(first, segment.from); row < segment.to; row++) {
    const point = pointAt(series, column, segment.from, row, shift);
    if (point) yield point;
  }
}

/** @param from the first row of its epoch */
function pointAt(
  { table }: LogSeries,
  column: MetricColumn,
  from: number,
  row: number,
  shift: number,
): LogPoint | undefined {
  const exponent = column.exponent(row);
  if (exponent === MISSING) return undefined;
  const k = table.step.at(row) + shift;
  const value = column.value(row);
  // A bar that has counted no step yet shows the value of one all the same.
  if (k < 1) return { k, value, exponent, row, unsure: true };
  return { k: Number.isFinite(k) ? k : row - from + 1, value, exponent, row, unsure: false };
}

/** Those whose counters are sure. */
function* surePoints(points: Iterable<LogPoint>): Iterable<LogPoint> {
  let last: LogPoint | undefined;
  for (const point of points) {
    if (!isNews(point, last)) continue;
    yield point;
    last = point;
  }
}

/**
 * The same state drawn twice is one point; another average for the same step stays, and is decoded as
 * nothing.
 */
function isNews(point: LogPoint, last: LogPoint | undefined): boolean {
  return !point.unsure && !(last && point.k === last.k && Object.is(point.value, last.value));
}

/** Points of an epoch that are held while it is decoded; of a longer one they are read again. */
const HELD = 1 << 14;

/** Sure points, to be read more than once. */
export function heldPoints(
  series: LogSeries,
  segment: { readonly from: number; readonly to: number },
  metric: string,
): () => Iterable<LogPoint> {
  const points = () =>
    series.lags ? surePoints(pointsOf(series, segment, metric)) : sureRows(series, segment, metric);
  if (segment.to - segment.from > HELD) return points;
  const held = [...points()];
  return () => held;
}

/** The same, where counters do not lag, in one: there are millions of rows. */
function* sureRows(
  series: LogSeries,
  { from, to }: { readonly from: number; readonly to: number },
  metric: string,
): Iterable<LogPoint> {
  const column = series.table.column(metric);
  const shift = series.countsFromZero ? 1 : 0;
  let last: LogPoint | undefined;
  for (let row = from; column && row < to; row++) {
    const point = pointAt(series, column, from, row, shift);
    if (!point || !isNews(point, last)) continue;
    yield point;
    last = point;
  }
}

/** The value printed last. @param sure is its counter to be sure? */
export function lastValue(
  series: LogSeries,
  segment: { readonly from: number; readonly to: number },
  metric: string,
  sure: boolean,
): number | undefined {
  if (sure && series.lags) return [...surePoints(pointsOf(series, segment, metric))].at(-1)?.value;
  const { step } = series.table;
  const column = series.table.column(metric);
  const first = series.countsFromZero ? 0 : 1;
  for (let row = segment.to - 1; column && row >= segment.from; row--)
    if (column.exponent(row) !== MISSING && !(sure && step.at(row) < first)) return column.value(row);
  return undefined;
}

/**
 * Each new value is one step on; where the counter caught up with the values it says which. Were there more
 * steps than values since it did so before, some had the value of the one before, and it is not known which.
 */
function* laggingPoints(
  { table }: LogSeries,
  segment: { readonly from: number; readonly to: number },
  metric: string,
  shift: number,
): Iterable<LogPoint> {
  let since: LogPoint[] = [];
  let caughtUp = 0;
  for (let row = segment.from; row < segment.to; row++) {
    const from = row;
    while (row + 1 < segment.to && table.final.at(row + 1) === CAUGHT_UP) row++;
    const told = row > from ? table.step.at(row) + shift : undefined;
    const k = told ?? Math.max(since.at(-1)?.k ?? caughtUp, table.step.at(row)) + 1;
    const cell = table.cell(row, metric);
    if (cell) since.push({ k, value: cell.value, exponent: cell.exponent, row });
    if (told === undefined) continue;
    const counted = since.length === told - caughtUp;
    yield* since.map((p) => (counted || p.k === told ? p : { ...p, unsure: true }));
    since = [];
    caughtUp = told;
  }
  yield* since.map((p) => ({ ...p, unsure: true }));
}

/** Lines that are enough to tell. */
const ENOUGH = 2000;

/**
 * Does one counter stand beside different values? Then it lags behind them. So it does where every value is
 * drawn twice, with its counter and with the one before; a value that happens to come again does not show it.
 */
function lags({ table }: LogSeries, { from, to }: { readonly from: number; readonly to: number }): boolean {
  let twice = 0;
  let rows = 1;
  for (let row = from + 1; row < to && rows < ENOUGH; row++, rows++) {
    const step = table.step.at(row);
    if (step === table.step.at(row - 1)) return true;
    if (table.final.at(row) === CAUGHT_UP && step === table.step.at(row - 1) + 1) twice++;
  }
  return twice > 0 && twice * 3 >= rows;
}
