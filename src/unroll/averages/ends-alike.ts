/** Is the value at an epoch's end that of its last line? Of many lines that is no batch's own. */
import type { LogSeries } from '../series/series.js';
import { halfUnit } from '../series/table.js';

/** Lines of an epoch from which on its last one alone is no mean of them by chance. */
const MANY = 3;

/** @param all every series of the log, whole epochs among them */
export function endsAlike(series: LogSeries, all: readonly LogSeries[]): boolean {
  let alike = 0;
  for (const ends of all.filter((s) => s.kind === 'epoch')) {
    const metrics = series.table.metrics.filter((m) => ends.table.metrics.includes(m));
    for (let i = 0; i < series.segments; i++) {
      const { from, to, epoch = i + 1 } = series.segment(i);
      if (to - from < MANY) continue;
      for (const metric of metrics) {
        const last = series.table.cell(to - 1, metric);
        const end = endOf(ends, epoch, metric);
        if (!last || !end || isFlat(series, from, to, metric)) continue;
        if (Math.abs(last.value - end.value) > halfUnit(Math.max(last.exponent, end.exponent)) * (1 + 1e-9))
          return false;
        alike++;
      }
    }
  }
  return alike > 0;
}

/** Is the value of a whole epoch another than that of its last step's line? */
export function endsDiffer(series: LogSeries, all: readonly LogSeries[]): boolean {
  for (const ends of all.filter((s) => s.kind === 'epoch'))
    for (let i = 0; i < series.segments; i++) {
      const { to, epoch, total } = series.segment(i);
      if (epoch === undefined || series.table.step.at(to - 1) !== total) continue;
      const last = series.table.cell(to - 1, 'loss');
      const end = endOf(ends, epoch, 'loss');
      if (!last || !end) continue;
      const digits = halfUnit(last.exponent) + halfUnit(end.exponent);
      if (Math.abs(last.value - end.value) > digits * (1 + 1e-9)) return true;
    }
  return false;
}

function endOf({ table }: LogSeries, epoch: number, metric: string) {
  for (let row = 0; row < table.rows; row++)
    if (table.epoch.at(row) === epoch) return table.cell(row, metric);
  return undefined;
}

function isFlat({ table }: LogSeries, from: number, to: number, metric: string): boolean {
  const first = table.cell(from, metric)?.value;
  for (let row = from; row < to; row++) if (table.cell(row, metric)?.value !== first) return false;
  return true;
}
