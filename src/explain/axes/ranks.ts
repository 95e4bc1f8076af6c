/** The rows on several ranks, each with a mean of its own: dealt in turn, as a sampler deals them. */
import { withSlots } from '../../audit/resolve.js';
import { rowCount } from '../../audit/rows.js';
import { shard } from '../../batches/shard.js';
import { takeRows } from '../../tensor/ndarray.js';
import type { Axis } from '../axis.js';
import { READINGS } from '../batch-readings.js';
import { type Case, isPlain } from '../case.js';
import { derived } from '../derive.js';

const RANKS = [2, 4, 8];

export const ranks: Axis = {
  name: 'ranks',
  *changes(of) {
    const { audit } = of;
    const rows = rowCount(audit);
    // Batches on several ranks are those of one rank in another order.
    if (audit.batchSize !== undefined || !isPlain({ ...of, after: [] })) return;
    for (const count of RANKS)
      if (count < rows)
        yield {
          whole: true,
          runs: 2,
          what: 'batches',
          from: 'one rank',
          to: `mean over ${count} ranks`,
          family: 'accumulation',
          cost: 6,
          sentence: `the rows are dealt to ${count} ranks in turn, and the means of the ranks are averaged`,
          apply: (c) => onRanks(c, count),
        };
  },
};

/** Rank after rank, each of them one batch; where it does not divide, the first rows are dealt again. */
function onRanks(c: Case, count: number): Case {
  const rows = rowCount(c.audit);
  const each = Math.ceil(rows / count);
  const order = shard(rows, each, count, 'sampler').flat(2);
  const audit = withSlots(c.audit, ({ arrays, use }) =>
    Object.fromEntries(
      Object.entries(arrays).map(([slot, array]) => {
        const axis = use.rows[slot];
        if (!array || axis === undefined) return [slot, array];
        return [slot, derived(array, `on ${count} ranks ${axis}`, (a) => takeRows(a, order, axis))];
      }),
    ),
  );
  const { to: name, read } = READINGS[0]!;
  return { ...c, audit: { ...audit, batchSize: each }, batches: { name, read } };
}
