/** The printed numbers of one metric in one epoch. */

import type { Point } from './decode.js';
import type { LogSeries } from './series.js';
import { CAUGHT_UP } from './table.js';

export type LogPoint = Point & { readonly row: number };

/** In their order. @param shift what is added to the counters: steps that count from 0 are shifted to count from 1 */
export function* pointsOf(
  series: LogSeries,
  segment: { readonly from: number; readonly to: number },
  metric: string,
  shift = series.countsFromZero ? 1 : 0,
): Iterable<LogPoint> {
  const { table } = series;
  const lagging = series.lags && lags(series, segment);
  let last = 0;
  for (let row = segment.from; row < segment.to; row++) {
    let k = table.step.at(row) + shift;
    if (lagging) {
      const from = row;
      while (row + 1 < segment.to && table.final.at(row + 1) === CAUGHT_UP) row++;
      // Each new value is one step on; where the counter caught up with the values it says which.
      k = row > from ? table.step.at(row) + shift : Math.max(last, k - shift) + 1;
      last = k;
    }
    const cell = table.cell(row, metric);
    if (!cell) continue;
    yield { k: Number.isFinite(k) ? k : row - segment.from + 1, value: cell.value, exponent: cell.exponent, row };
  }
}

/** Lines that are enough to tell. */
const ENOUGH = 2000;

/**
 * Does one counter stand beside different values? Then it lags behind them. So it does where every value is drawn twice, with its counter and
 * with the one before; a value that happens to come again does not show it.
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
