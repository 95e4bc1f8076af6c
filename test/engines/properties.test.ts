/** What must hold for every rule, whatever the numbers: row order, chunks, scaled weights, masked rows. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Audit } from '../../src/audit/audit.js';
import { outputGraph } from '../../src/audit/graph.js';
import { resolved } from '../../src/audit/resolve.js';
import { runAudit } from '../../src/audit/run.js';
import { referenceEngine } from '../../src/engines/reference/engine.js';
import { LossauditError } from '../../src/errors.js';
import { findFramework } from '../../src/frameworks/index.js';
import { keras } from '../../src/frameworks/keras/index.js';
import type { Report } from '../../src/report/audit/model.js';
import type { NdArray } from '../../src/tensor/ndarray.js';
import { reportOf } from '../support/audit.js';

const VERSIONS = ['2.2.4', '2.2.5', '2.3.1', '2.9', '2.10', '2.15', '3.0', '3.1', '3.6', '3.12', '3.15'];
const OPTIONS = { full: true, version: 'test' };

function run(audit: Audit, chunkRows?: number) {
  const reference = referenceEngine({ dtype: 'float64', chunkRows, version: 'test' });
  const headline = referenceEngine({ dtype: 'float32', chunkRows, version: 'test' });
  return runAudit(audit, { headline, reference }, OPTIONS);
}

const pair = ([a, b]: readonly [Rows, Rows], of: (r: Rows) => Promise<Report>) => Promise.all([of(a), of(b)]);

interface Rows {
  y: number[][];
  p: number[][];
  w: number[];
  m: number[];
}

/** Rows whose values suit every loss: class labels in 0 … D−1, probabilities away from 0 and 1. */
const rows: fc.Arbitrary<Rows> = fc.integer({ min: 1, max: 9 }).chain((n) =>
  fc.record({
    y: fc.array(fc.array(fc.constantFrom(0, 1), { minLength: 3, maxLength: 3 }), {
      minLength: n,
      maxLength: n,
    }),
    p: fc.array(
      fc.array(
        fc.integer({ min: 1, max: 99 }).map((x) => x / 100),
        { minLength: 3, maxLength: 3 },
      ),
      { minLength: n, maxLength: n },
    ),
    w: fc.array(fc.constantFrom(0, 0.5, 1, 2, 3.25), { minLength: n, maxLength: n }),
    m: fc.array(fc.constantFrom(0, 1, 1), { minLength: n, maxLength: n }),
  }),
);

function array(values: number[][] | number[]): NdArray {
  const nested = Array.isArray(values[0]);
  return {
    dtype: 'float64',
    shape: nested ? [values.length, (values[0] as number[]).length] : [values.length],
    data: Float64Array.from(values.flat()),
  };
}

function auditOf(
  version: string,
  loss: string,
  r: Rows,
  parts: { mask: boolean; weight: boolean },
  params = {},
): Audit {
  const rules = findFramework(`keras@${version}`);
  const indices = rules.findLoss(loss).classIndices;
  const output = {
    name: 'output',
    loss,
    params,
    arrays: {
      y_true: array(indices ? r.y.map((row) => [row[0] + row[1]]) : r.y),
      y_pred: array(r.p),
      mask: parts.mask ? array(r.m) : undefined,
      sample_weight: parts.weight ? array(r.w) : undefined,
    },
    lossWeight: 1,
  };
  return resolved({
    name: '',
    file: '',
    framework: `keras@${version}`,
    rules,
    settings: {},
    outputs: [output],
    regularization: {},
    reported: [],
    dtype: 'float32',
  });
}

/** Does the version have a loss of such rows with a score for each, from that row alone? */
function isByRow(version: string, loss: string): boolean {
  const two = {
    y: [
      [0, 1, 0],
      [1, 0, 0],
    ],
    p: [
      [0.1, 0.2, 0.7],
      [0.5, 0.25, 0.25],
    ],
    w: [1, 1],
    m: [1, 1],
  };
  try {
    const audit = auditOf(version, loss, two, { mask: true, weight: true });
    return outputGraph(audit.outputs[0], true, 'float32').score.byRow;
  } catch (error) {
    if (error instanceof LossauditError) return false;
    throw error;
  }
}

const LOSSES = keras.losses.map((l) => l.name);
const combinations = VERSIONS.flatMap((version) =>
  LOSSES.filter((loss) => isByRow(version, loss)).map((loss) => [version, loss] as const),
);

test('nearly all losses are of rows', () => {
  const left = LOSSES.filter((loss) => !combinations.some(([, other]) => other === loss));
  // Of sequences, of whole batches.
  const batches = ['circle', 'ctc', 'ctc_batch_cost', 'dice', 'tversky'];
  // It takes labels of rank 1 alone.
  expect(left.sort()).toEqual(['categorical_generalized_cross_entropy', ...batches]);
});

describe.each(combinations)('keras %s %s', (version, loss) => {
  // Huber of 2.3 keeps the unit axis: masks and weights of rank 1 are aligned to [N, 1] there.
  const both = { mask: true, weight: true };

  test('the split into chunks never shows', async () => {
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 1, max: 10 }), async (r, chunk) => {
        const audit = auditOf(version, loss, r, both);
        expect(await run(audit, chunk)).toEqual(await run(audit));
      }),
      { numRuns: 15 },
    );
  });

  test('row order does not matter', async () => {
    await fc.assert(
      fc.asyncProperty(rows, async (r) => {
        const turned = { y: r.y.toReversed(), p: r.p.toReversed(), w: r.w.toReversed(), m: r.m.toReversed() };
        const [a, b] = await pair([r, turned], (x) => run(auditOf(version, loss, x, both)));
        expect(b.total).toBe(a.total);
        expect(b.total_float64).toBe(a.total_float64);
      }),
      { numRuns: 15 },
    );
  });

  test('masked rows may hold any finite values', async () => {
    await fc.assert(
      fc.asyncProperty(rows, async (r) => {
        // hinge decides by the whole batch whether labels are 0/1, masked rows included: keep those.
        const changed = { ...r, p: r.p.map((row, i) => (r.m[i] ? row : row.map((x) => 1 - x))) };
        const [a, b] = await pair([r, changed], (x) => run(auditOf(version, loss, x, both)));
        expect(b.total_float64).toBe(a.total_float64);
      }),
      { numRuns: 15 },
    );
  });

  // Metrics divide by the sum of the weights, from 2.3 on.
  const factor = loss.startsWith('metrics.') && !version.startsWith('2.2') ? 1 : 2;
  test(`twice the weights are ${factor} times the loss`, async () => {
    await fc.assert(
      fc.asyncProperty(rows, async (r) => {
        const doubled = { ...r, w: r.w.map((x) => 2 * x) };
        const [a, b] = await pair([r, doubled], (x) =>
          run(auditOf(version, loss, x, { mask: false, weight: true })),
        );
        expect(b.total_float64).toBe(factor * a.total_float64);
      }),
      { numRuns: 15 },
    );
  });

  test('the shares add up to 1', async () => {
    await fc.assert(
      fc.asyncProperty(rows, async (r) => {
        const report = await run(auditOf(version, loss, r, both));
        if (!Number.isFinite(report.total_float64) || Math.abs(report.total_float64) < 1e-9) return;
        const sum = (report.outputs[0].contributions as number[]).flat().reduce((x, y) => x + y, 0);
        expect(sum).toBeCloseTo(1, 9);
      }),
      { numRuns: 15 },
    );
  });
});

test('mean_with_sample_weight does not see the scale of the weights', async () => {
  await fc.assert(
    fc.asyncProperty(rows, async (r) => {
      const params = { reduction: 'mean_with_sample_weight' };
      const doubled = { ...r, w: r.w.map((x) => 4 * x) };
      const [a, b] = await pair([r, doubled], (x) =>
        run(auditOf('3.15', 'mean_squared_error', x, { mask: false, weight: true }, params)),
      );
      expect(b.total_float64).toBe(a.total_float64);
    }),
  );
});

test('a loss cast back to an integer is shared in proportion to the scores', async () => {
  const int32 = (values: number[]) => ({ values: values.map((x) => [x]), dtype: 'int32' });
  const report = await reportOf({
    framework: 'keras@2.15',
    loss: 'mse',
    // A batch whose loss is 0 has no shares; 13 / 3 is cast to 4.
    y_true: int32([1, 1, 1, 1, 2, 3]),
    y_pred: int32([1, 1, 1, 1, 4, 6]),
    batch_size: 3,
  });
  expect(report.outputs[0].contributions).toEqual([0, 0, 0, 0, 4 / 13, 9 / 13]);
});
