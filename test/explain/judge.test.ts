/** Of very many rows, a sample decides what is computed on all. Expected numbers are plain loops here. */
import { describe, expect, test } from 'vitest';
import { resolved } from '../../src/audit/resolve.js';
import { explainAudit } from '../../src/explain/explain.js';
import type { NdArray } from '../../src/tensor/ndarray.js';
import { auditOf } from '../support/explain-corpus.js';

const [ROWS, WIDTH] = [140_000, 8];

/** Minimal standard generator. */
function randoms(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 0x7fffffff;
    return state / 0x7fffffff;
  };
}

async function large() {
  const small = await auditOf({
    framework: 'keras@2.2',
    loss: 'mse',
    dtype: 'float64',
    y_true: [[1]],
    y_pred: [[2]],
    sample_weight: [1],
  });
  const random = randoms(7);
  const made = (shape: readonly number[], of: () => number): NdArray => ({
    dtype: 'float64',
    shape,
    data: Float64Array.from({ length: shape.reduce((a, b) => a * b) }, of),
  });
  const arrays = {
    y_true: made([ROWS, WIDTH], random),
    y_pred: made([ROWS, WIDTH], random),
    sample_weight: made([ROWS], () => Math.floor(3 * random())),
  };
  const audit = resolved({ ...small, outputs: [{ ...small.outputs[0]!, arrays }] });
  const scores = Array.from({ length: ROWS }, (_, i) => {
    let sum = 0;
    for (let k = i * WIDTH; k < (i + 1) * WIDTH; k++)
      sum += (arrays.y_pred.data[k]! - arrays.y_true.data[k]!) ** 2;
    return sum / WIDTH;
  });
  return { audit, scores, weights: arrays.sample_weight.data };
}

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

describe('of very many rows', () => {
  test('means, sums and counts of all rows are found', { timeout: 120_000 }, async () => {
    const { audit, scores, weights } = await large();
    const weighted = sum(scores.map((s, i) => s * weights[i]!));
    const numbers: [number, string][] = [
      [sum(scores) / ROWS, 'sample_weight=left out'],
      [weighted, 'denominator=1 (the sum)'],
      [weighted / ROWS, 'framework=keras@2.3.1 – 3.15.1'],
    ];
    for (const [value, id] of numbers) {
      const reported = [{ text: value.toPrecision(9), of: 'loss', conditions: {} }];
      const options = { depth: 1, timeLimitMs: 60_000, version: 'test', frameworks: ['keras'] };
      const { verdict, causes } = await explainAudit(audit, reported, options);
      expect([verdict, causes.flatMap((c) => [c.id, ...c.same.map((s) => s.id)])]).toEqual([
        'explained',
        expect.arrayContaining([id]),
      ]);
    }
  });
});
