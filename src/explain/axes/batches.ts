/** How the rows are cut into batches, and how the batches' numbers become one. */
import { rowCount } from '../../audit/rows.js';
import type { Axis, Change } from '../axis.js';
import { type BatchReading, isPlain } from '../case.js';
import type { Numbers } from '../numbers.js';

/** Sizes that people use; those that leave one batch or too many are left out. */
const SIZES = [1, 2, 3, 4, 5, 8, 10, 16, 20, 32, 50, 64, 100, 128, 256, 512, 1000, 1024];
/** Of so many rows and fewer every size is tried. */
const FEW_ROWS = 16;
/** More batches than this are tried with no other change. */
const MANY = 256;

export const batchSize: Axis = {
  name: 'batch_size',
  counts: true,
  *changes(of) {
    const { audit } = of;
    const rows = rowCount(audit);
    const own = audit.batchSize;
    if (!isPlain({ ...of, after: [] })) return;
    if (own !== undefined)
      yield change(String(own), 'all rows as one batch', 3, 'all rows are one batch', undefined);
    const sizes = rows <= FEW_ROWS ? Array.from({ length: rows - 1 }, (_, i) => i + 1) : SIZES;
    for (const size of sizes) {
      if (size >= rows || size === own || rows / size > MANY) continue;
      const usual = size === 32 || Number.isInteger(Math.log2(size));
      yield change(
        own === undefined ? 'one batch' : String(own),
        String(size),
        own === undefined ? (size === 1 ? 3 : usual ? 6 : 7) : 7,
        `the rows are cut into batches of ${size}`,
        size,
        rows / size,
      );
    }
  },
};

function change(
  from: string,
  to: string,
  cost: number,
  sentence: string,
  size: number | undefined,
  runs = 1,
): Change {
  return {
    runs,
    whole: true,
    what: 'batch_size',
    from,
    to,
    family: 'batches',
    cost,
    sentence,
    apply: (c) => ({ ...c, audit: { ...c.audit, batchSize: size } }),
  };
}

type Batches = Numbers['batches'];
const mean = (losses: readonly number[]) => losses.reduce((a, b) => a + b, 0) / losses.length;
const weighted = (batches: Batches) =>
  batches.reduce((a, b) => a + b.total * b.rows, 0) / batches.reduce((a, b) => a + b.rows, 0);
const full = (batches: Batches) => batches.filter((b) => b.rows === batches[0]!.rows);
const running = (batches: Batches) => batches.map((_, k) => weighted(batches.slice(0, k + 1)));

export const batches: Axis = {
  name: 'batches',
  reads: true,
  counts: true,
  *changes(of) {
    const { audit } = of;
    if (!isPlain({ ...of, after: [] })) return;
    const size = audit.batchSize;
    if (size === undefined) return;
    const rows = rowCount(audit);
    const count = Math.ceil(rows / size);
    if (count < 2) return;
    const partial = rows % size !== 0;
    yield reading('mean of batch means', 3, 'the plain mean of the batch losses', (b) =>
      mean(b.map((x) => x.total)),
    );
    yield reading('rows', 4, 'the mean of the batch losses, each counted by its rows', weighted);
    if (partial)
      yield reading('last partial batch dropped', 4, 'the last, smaller batch is dropped', (b) =>
        mean(full(b).map((x) => x.total)),
      );
    yield reading('last batch only', 4, 'the loss of the last batch alone', (b) => b.at(-1)!.total);
    yield reading('first batch only', 5, 'the loss of the first batch alone', (b) => b[0]!.total);
    yield reading('sum of batches', 5, 'the sum of the batch losses', (b) =>
      b.reduce((a, x) => a + x.total, 0),
    );
    yield reading(
      'pooled',
      3,
      'the sums of all batches over all that is counted (one mean over everything)',
      pooled,
    );
    yield reading('mean of running means', 6, 'the mean of the running means: averaged twice', (b) =>
      mean(running(b)),
    );
    yield reading(
      'mean of running means, the last twice',
      6,
      'the mean of the running means with the last counted twice (a bar that averages averages)',
      (b) => mean([...running(b), running(b).at(-1)!]),
    );
    for (let k = 2; k < Math.min(count, 64); k++) {
      yield reading(
        `running mean at step ${k}`,
        6,
        `the running mean after step ${k} of ${count}`,
        (b) => (b.length < k ? undefined : weighted(b.slice(0, k))),
        'running average',
      );
      yield reading(
        `mean of running means at step ${k}`,
        8,
        `the mean of the running means up to step ${k} of ${count} (a bar that averages averages)`,
        (b) => (b.length < k ? undefined : mean(running(b).slice(0, k))),
        'running average',
      );
      yield reading(`batch ${k} only`, 6, `the loss of batch ${k} of ${count} alone`, (b) => b[k - 1]?.total);
    }
  },
};

/** Σ numerators over Σ denominators: a token mean. */
function pooled(all: Batches): number | undefined {
  let top = 0;
  let bottom = 0;
  for (const { ledger } of all) {
    if (!ledger || ledger.numerator === null) return undefined;
    top += ledger.numerator;
    bottom += ledger.denominator;
  }
  return top / bottom;
}

function reading(
  name: string,
  cost: number,
  sentence: string,
  read: BatchReading['read'],
  family: Change['family'] = 'batches',
): Change {
  return {
    whole: true,
    what: 'batches',
    from: "the framework's own mean",
    to: name,
    family,
    cost,
    sentence,
    apply: (c) => ({
      ...c,
      batches: { name, read: (b, audit) => (b.length < 2 ? undefined : read(b, audit)) },
    }),
  };
}
