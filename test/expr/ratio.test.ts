/** A reduction taken apart into numerator and denominator has the value of the whole. */
import { describe, expect, test } from 'vitest';
import { referenceEngine } from '../../src/engines/reference/engine.js';
import { formula } from '../../src/expr/formula.js';
import { type Expr, input } from '../../src/expr/node.js';
import { ratioOf } from '../../src/expr/ratio.js';

const score = input('score', [4, 3], { rows: 0 });
const weight = input('weight', [4], { rows: 0 });
const mask = input('mask', [4, 3], { rows: 0 });
const arrays = new Map(
  Object.entries({
    score: [0.5, 1, 4, 0.25, 9, 2, 1, 1, 0, 3, 6, 0.125],
    weight: [2, 0, -1, 0.5],
    mask: [1, 1, 0, 1, 0, 0, 0, 0, 0, 1, 1, 1],
  }).map(([name, values]) => [
    name,
    { dtype: 'float64' as const, shape: name === 'weight' ? [4] : [4, 3], data: Float64Array.from(values) },
  ]),
);
const engine = referenceEngine({ dtype: 'float64', version: 'test' });
const numberOf = async (x: Expr) => (await engine.evaluate([x], arrays, 0))[0].values[0];

describe.each<[string, Expr, string, number]>([
  // Numerators and denominators by hand from the arrays above.
  ['a mean', score.mean(), 'sum(score) / 12', 27.875 / 12],
  ['masked', score.mul(mask).div(mask.mean()).mean(), 'sum(score * mask) / sum(mask)', 10.875 / 6],
  [
    'weighted, over the weights that are not zero',
    score.mean(-1).mul(weight).div(weight.notEqual(0).mean()).mean(),
    'sum(sum(score, axis=-1) * weight) / (sum(weight != 0) * 3)',
    (2 * 5.5 - 2 + 0.5 * 9.125) / 3 / 3,
  ],
  ['a sum', score.sum(), '', 27.875],
  ['half of a mean', score.mean().mul(0.5), 'sum(score) * 0.5 / 12', 27.875 / 24],
])('%s', (_, value, text, expected) => {
  test('numerator over denominator', async () => {
    const ratio = ratioOf(value, true);
    expect(await numberOf(value)).toBeCloseTo(expected, 12);
    if (text === '') {
      expect(ratio).toBeUndefined();
      return;
    }
    const { numerator, denominator } = ratio as NonNullable<typeof ratio>;
    expect((await numberOf(numerator)) / (await numberOf(denominator))).toBeCloseTo(expected, 12);
    expect(formula(numerator.div(denominator))).toBe(text);
  });
});
