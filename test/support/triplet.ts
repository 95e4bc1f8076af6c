/**
 * A made-up framework whose only loss has neither targets nor predictions: max(|a − p| − |a − n| + 1, 0), and
 * its mean.
 */

import type { Audit } from '../../src/audit/audit.js';
import { resolved } from '../../src/audit/resolve.js';
import { defineFramework } from '../../src/frameworks/define-framework.js';
import type { LossDeclaration } from '../../src/frameworks/define-loss.js';
import { PLAIN_LOOPS } from '../../src/loops/plain.js';
import type { NdArray } from '../../src/tensor/ndarray.js';

const tripletLoss: LossDeclaration = {
  name: 'triplet',
  family: 'triplet-margin',
  versions: '',
  names: { triplet: '' },
  params: {},
  slots: { anchor: {}, positive: {}, negative: {} },
};

const triplets = defineFramework({
  name: 'triplets',
  title: 'Triplets',
  versions: ['1.0.0'],
  means: {},
  prefix: /^/,
  losses: [tripletLoss],
  others: {},
  source: () => 'losses.py',
  policies: [{ versions: '', reductions: [] }],
  dtype: 'float64',
  slots: { sample_weight: { optional: true } },
  settings: () => ({}),
  objective({ arrays: { anchor, positive, negative, sample_weight: weight }, trace }) {
    const near = anchor.sub(positive).abs();
    const scores = near.sub(anchor.sub(negative).abs()).add(1).maximum(0);
    const score = trace.step('score', 'the margin of each triplet', scores);
    const weighted = weight
      ? trace.step('weight', 'multiply by the sample weights', score.mul(weight))
      : score;
    const mean = weighted.mean(undefined, { counted: 'all samples' });
    return {
      value: trace.step('batch-mean', 'divide by the number of scores', mean, 'loss'),
      score,
      perSample: weighted,
    };
  },
  loop: () => PLAIN_LOOPS[0],
});

/** @param arrays by slot, one number a row */
export function tripletAudit(arrays: Readonly<Record<string, readonly number[]>>): Audit {
  const vector = (x: readonly number[]): NdArray => ({
    dtype: 'float64',
    shape: [x.length],
    data: Float64Array.from(x),
  });
  const rules = triplets.rules(undefined);
  return resolved({
    name: '',
    file: '',
    framework: 'triplets@1.0.0',
    rules,
    settings: {},
    outputs: [
      {
        name: 'output',
        loss: 'triplet',
        params: {},
        arrays: Object.fromEntries(Object.entries(arrays).map(([slot, x]) => [slot, vector(x)])),
        lossWeight: 1,
      },
    ],
    regularization: {},
    reported: [],
    dtype: 'float64',
  });
}
