/** The printed numbers of one metric in one epoch. */
import type { LogSeries } from './collect.js';
import type { Point } from './decode.js';

export type LogPoint = Point & { readonly row: number };

/** In their order. Steps that count from 0 are shifted to count from 1. */
export function* pointsOf(
  series: LogSeries,
  segment: { readonly from: number; readonly to: number },
  metric: string,
): Iterable<LogPoint> {
  const { table } = series;
  const shift = series.countsFromZero ? 1 : 0;
  const lagging = series.lags && repeats(series, segment) ? { last: 0 } : undefined;
  for (let row = segment.from; row < segment.to; row++) {
    const step = table.step.at(row);
    const caughtUp = lagging && table.final.at(row) === 1;
    // Each new value is one step on; where the counter caught up with the values it says which.
    const k = !lagging || caughtUp ? step + shift : Math.max(lagging.last, step) + 1;
    if (lagging) lagging.last = k;
    const cell = table.cell(row, metric);
    if (!cell) continue;
    yield { k: Number.isFinite(k) ? k : row - segment.from + 1, value: cell.value, exponent: cell.exponent, row };
  }
}

/** Does one counter stand beside different values? Then it lags; otherwise it is redrawn together with them. */
function repeats({ table }: LogSeries, { from, to }: { readonly from: number; readonly to: number }): boolean {
  for (let row = from + 1; row < to; row++) {
    if (table.step.at(row) === table.step.at(row - 1)) return true;
    if (table.final.at(row - 1) === 1 && table.step.at(row - 1) > 1) return true;
  }
  return false;
}
