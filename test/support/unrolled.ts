/** A log's text through all of `unroll`. */

import { unrollCsv } from '../../src/report/unroll/json.js';
import type { Interval } from '../../src/report/unroll/model.js';
import { unrollText } from '../../src/report/unroll/text.js';
import type { UnrollOptions } from '../../src/unroll/unroll.js';
import { unrollLog } from '../../src/unroll/unroll-log.js';

/** @param log its text, or its pieces as a pipe brings them */
export async function unrolledText(log: string | readonly Uint8Array[], options: UnrollOptions = {}) {
  const chunks = typeof log === 'string' ? [new TextEncoder().encode(log)] : log;
  const { report } = await unrollLog('log', chunks, options);
  const epochs = report.series.flatMap((s) => [...s.epochs()]);
  const intervals = (metric: string): Interval[] =>
    epochs.flatMap((e) => e.metrics.filter((m) => m.name === metric).flatMap((m) => [...m.intervals()]));
  return {
    report,
    epochs,
    intervals,
    /** The printed values of the first line. */
    first: Object.fromEntries(epochs[0].metrics.map((m) => [m.name, [...m.intervals()][0].printed])),
    text: [...unrollText(report, { width: 100, colour: false, full: false })].join(''),
    csv: [...unrollCsv(report)].join(''),
  };
}
