/**
 * Sums over the sample axis that keep other axes: exact, in any chunks, without an array of the whole size.
 */
import { describe, expect, test } from 'vitest';
import { referenceEngine } from '../../src/engines/reference/engine.js';
import { input, opaque } from '../../src/expr/node.js';
import type { NdArray } from '../../src/tensor/ndarray.js';

const evaluate = async (x: ReturnType<typeof input>, data: Float64Array, chunkRows?: number) => {
  const arrays = new Map<string, NdArray>([['x', { dtype: 'float64', shape: [0], data }]]);
  const [record] = await referenceEngine({ dtype: 'float64', version: 'test', chunkRows }).evaluate(
    [x],
    arrays,
    1e9,
  );
  return record.values;
};

describe('columns', () => {
  // By hand: what does not cancel is 1 + 3 = 4 and 2 + 5 = 7.
  const columns = [1e100, 2, 1, -1e300, 1e84, 5, -1e100, 1e300, -1e84, 1e-300, 3, -1e-300];
  test.each([undefined, 1, 2, 5])('in chunks of %s rows', async (rows) => {
    const sums = input('x', [6, 2], { rows: 0 }).sum(0);
    expect([...(await evaluate(sums, Float64Array.from(columns), rows))]).toEqual([4, 7]);
  });

  test('of more columns than sums are held at a time', async () => {
    const width = 2 ** 13 * 2 + 3;
    const data = Float64Array.from(
      { length: 3 * width },
      (_, i) => [1e17, i % width, -1e17][Math.floor(i / width)],
    );
    const sums = input('x', [3, width], { rows: 0 }).sum(0);
    expect([...(await evaluate(sums, data))]).toEqual(Array.from({ length: width }, (_, i) => i));
    const largest = input('x', [3, width], { rows: 0 }).max(0, { keepDims: true });
    expect([...(await evaluate(largest, data))]).toEqual(new Array(width).fill(1e17));
  });

  test('of no rows', async () => {
    const x = input('x', [0, 2], { rows: 0 });
    expect([...(await evaluate(x.sum(0), new Float64Array(0)))]).toEqual([0, 0]);
    expect([...(await evaluate(x.mean(0), new Float64Array(0)))]).toEqual([Number.NaN, Number.NaN]);
  });
});

describe('the sample axis is said, not guessed', () => {
  test('a vector of the classes as long as there are rows', async () => {
    const x = input('x', [3, 3], { rows: 0 });
    const w = input('w', [3]);
    const data = Float64Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const arrays = new Map<string, NdArray>([
      ['x', { dtype: 'float64', shape: [3, 3], data }],
      ['w', { dtype: 'float64', shape: [3], data: Float64Array.from([100, 10, 1]) }],
    ]);
    const [record] = await referenceEngine({ dtype: 'float64', version: 'test', chunkRows: 1 }).evaluate(
      [x.mul(w).sum(-1)],
      arrays,
      100,
    );
    expect([...record.values]).toEqual([123, 456, 789]);
  });

  test('an array whose rows are on another axis is read whole', async () => {
    // Time first: [T, N, C], as CTC takes it.
    const x = input('x', [2, 3, 1], { rows: 1 });
    expect(x.byRow).toBe(false);
    const firstOfEach = opaque(
      {
        name: 'first',
        shape: ([, n]) => [n],
        kernel: ([a], out) => out.set(Array.from(out, (_, i) => a.data[i])),
      },
      x,
    );
    expect([...(await evaluate(firstOfEach.mul(2), Float64Array.from([1, 2, 3, 4, 5, 6])))]).toEqual([
      2, 4, 6,
    ]);
  });
});
