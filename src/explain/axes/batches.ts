/** How the batches' numbers become one: of an epoch, up to a step of it, by windows of accumulation. */
import { rowCount } from '../../audit/rows.js';
import type { Axis, Change } from '../axis.js';
import { READINGS, type Reading, stepReadings } from '../batch-readings.js';
import { isPlain } from '../case.js';
import { windowReadings } from '../window-readings.js';

/** Later steps than this are not tried. */
const STEPS = 64;

export const batches: Axis = {
  name: 'batches',
  reads: true,
  counts: true,
  *changes(of) {
    const { audit } = of;
    const size = audit.batchSize;
    if (size === undefined || !isPlain({ ...of, after: [] })) return;
    const count = Math.ceil(rowCount(audit) / size);
    if (count < 2) return;
    for (const reading of READINGS) yield change(reading);
    for (const reading of windowReadings(count)) yield change(reading);
    for (let k = 2; k < Math.min(count, STEPS); k++)
      for (const reading of stepReadings(k, count)) yield change(reading);
  },
};

function change({ to, cost, sentence, family = 'batches', read }: Reading): Change {
  return {
    whole: true,
    what: 'batches',
    from: "the framework's own mean",
    to,
    family,
    cost,
    sentence,
    apply: (c) => ({ ...c, batches: { name: to, read: (b) => (b.length < 2 ? undefined : read(b)) } }),
  };
}
