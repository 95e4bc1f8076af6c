/**
 * Running averages of a Trainer's dicts: their `step` goes on from epoch to epoch, their average starts anew
 * with each.
 */

import type { LogPoint } from '../series/points.js';
import type { LogSeries } from '../series/series.js';
import { type Decoded, decodeRunning } from './decode.js';
import { sumErrors, UNKNOWN_SUMS } from './rounding.js';
import { EACH_ALIKE } from './weights.js';

/** @param points of all epochs @returns what each gives, and whether it is the first of its epoch */
export function* decodeTrainer(
  { table }: LogSeries,
  points: Iterable<LogPoint>,
): Iterable<{ readonly decoded: Decoded; readonly first: boolean }> {
  const all = [...points];
  const epochOf = (p: LogPoint) => table.epoch.at(p.row);
  // `epoch` is a fraction of the epochs' steps: its last value tells their number best.
  const last = all.findLast((p) => epochOf(p) > 0 && Number.isFinite(table.step.at(p.row)));
  const perEpoch = last ? Math.round(last.k / epochOf(last)) : undefined;
  const number = (p: LogPoint) => (Number.isFinite(epochOf(p)) ? Math.ceil(epochOf(p) - 1e-9) : 1);
  for (let from = 0; from < all.length; ) {
    let to = from + 1;
    while (to < all.length && number(all[to]!) === number(all[from]!)) to++;
    const before = number(all[from]!) - 1;
    const offset = before > 0 ? before * (perEpoch ?? Number.NaN) : 0;
    let first = true;
    for (const decoded of decodedEpoch(all.slice(from, to), offset)) {
      yield { decoded, first };
      first = false;
    }
    from = to;
  }
}

function* decodedEpoch(points: readonly LogPoint[], offset: number): Iterable<Decoded> {
  if (!points.every((p) => p.k > offset)) {
    // Where the epoch began is not known.
    for (const p of points) yield { from: p.k, to: p.k, printed: p, meanFrom: p.k };
    return;
  }
  const own = points.map((p) => ({ ...p, k: p.k - offset }));
  let i = 0;
  for (const d of decodeRunning(own, EACH_ALIKE, UNKNOWN_SUMS, sumErrors(UNKNOWN_SUMS, own)))
    yield {
      ...d,
      from: d.from + offset,
      to: d.to + offset,
      meanFrom: d.meanFrom + offset,
      printed: points[i++]!,
    };
}
