/**
 * Every row of the tables of operations: against plain loops on both engines and in any chunks, and against
 * finite differences.
 */
import { describe, expect, test } from 'vitest';
import type { Engine } from '../../src/engines/engine.js';
import { referenceEngine } from '../../src/engines/reference/engine.js';
import { cpuEngine } from '../../src/engines/tfjs/cpu.js';
import { formula } from '../../src/expr/formula.js';
import { gradient } from '../../src/expr/gradient.js';
import { type Expr, input } from '../../src/expr/node.js';
import { OPS } from '../../src/expr/ops.js';
import { STRUCTURE } from '../../src/expr/structure.js';
import { topological } from '../../src/expr/walk.js';
import { type NdArray, sizeOf } from '../../src/tensor/ndarray.js';
import { CASES, type Case, MAP_CASES } from './cases.js';
import { plain, valuesOf } from './plain.js';

const NAMES = ['a', 'b', 'c'];
const tfjs = await cpuEngine('float32');
const reference = (chunkRows?: number): Engine =>
  referenceEngine({ dtype: 'float64', version: 'test', chunkRows });

/** Numbers without a pattern, the same in every run. */
function numbers(count: number, seed: number, [low, high]: readonly [number, number]): Float64Array {
  let state = seed;
  return Float64Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return low + ((high - low) * state) / 2 ** 32;
  });
}

function arraysOf({ shapes, integers, range = [-2, 2] }: Case): Map<string, NdArray> {
  return new Map(
    shapes.map((shape, i): [string, NdArray] => {
      const below = integers?.[i];
      const data = numbers(sizeOf(shape), i + 7, below === undefined ? range : [0, below]);
      return [NAMES[i], { dtype: 'float64', shape, data: below === undefined ? data : data.map(Math.floor) }];
    }),
  );
}

function inputsOf({ shapes, whole = [], integers }: Case): Expr[] {
  return shapes.map((shape, i) =>
    input(NAMES[i], shape, { rows: whole.includes(i) ? undefined : 0, exact: integers?.[i] !== undefined }),
  );
}

async function valuesBy(engine: Engine, expr: Expr, arrays: Map<string, NdArray>): Promise<number[]> {
  const [record] = await engine.evaluate([expr], arrays, Number.POSITIVE_INFINITY);
  return [...record.values];
}

function expectClose(actual: readonly number[], expected: readonly number[], tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  actual.forEach((x, i) => {
    expect(Math.abs(x - expected[i])).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(expected[i])));
  });
}

const all = Object.entries(CASES).flatMap(([kind, cases]) =>
  cases.map((c): [string, string, Case] => [kind, c.formula, c]),
);

describe('every row of the tables has a case', () => {
  test('kinds of nodes', () => {
    expect(Object.keys(CASES).sort()).toEqual(Object.keys(STRUCTURE).sort());
    for (const [kind, cases] of Object.entries(CASES)) {
      const met = cases.flatMap((c) => topological([c.build(...inputsOf(c))]).map((e) => e.node.kind));
      expect(met, kind).toContain(kind);
    }
  });

  test('element-wise operations', () => {
    expect(Object.keys(MAP_CASES).sort()).toEqual(Object.keys(OPS).sort());
    for (const [op, c] of Object.entries(MAP_CASES)) {
      const nodes = topological([c.build(...inputsOf(c))]).map((e) => e.node);
      expect(nodes.some((n) => n.kind === 'map' && n.op === op)).toBe(true);
    }
  });
});

describe.each(all)('%s: %s', (_kind, text, c) => {
  const arrays = arraysOf(c);
  const operands = inputsOf(c);
  const expr = c.build(...operands);
  const loops = c.plain(...[...arrays.values()].map((a) => plain(a.shape, a.data)));

  test('shape and formula', () => {
    expect(expr.shape).toEqual(loops.shape);
    expect(formula(expr)).toBe(text);
  });

  test.each([undefined, 1, 2, 5])('the reference engine in chunks of %s rows', async (rows) => {
    expectClose(await valuesBy(reference(rows), expr, arrays), valuesOf(loops), 1e-12);
  });

  test('tfjs', async () => {
    expectClose(await valuesBy(tfjs, expr, arrays), valuesOf(loops), 2e-5);
  });

  // The slope of Σ weight · value, whose weights tell a derivative apart from one with elements at other
  // places.
  const weighed = (x: Expr): Expr => x.mul(input('w', x.shape)).sum();
  const w: NdArray = { dtype: 'float64', shape: expr.shape, data: numbers(expr.size, 99, [0.5, 1.5]) };
  const real = operands
    .map((x, i) => ({ x, name: NAMES[i] }))
    .filter((_, i) => c.integers?.[i] === undefined);

  test.each(real)('∂/∂$name', async ({ x, name }) => {
    const slope = gradient(weighed(expr), x);
    if ('operation' in slope) {
      expect(c.noDerivative).toBe(true);
      return;
    }
    expect(c.noDerivative).toBeUndefined();
    const all = new Map([...arrays, ['w', w]]);
    const own = arrays.get(name) as NdArray;
    const whole = slope.broadcastTo(own.shape, slope.byRow || x.byRow);
    for (const rows of [undefined, 2]) {
      const actual = await valuesBy(reference(rows), whole, all);
      const differences: number[] = [];
      for (const [i, value] of own.data.entries()) {
        const h = 1e-5;
        const at = async (moved: number) => {
          const data = Float64Array.from(own.data);
          data[i] = moved;
          const moving = new Map([...all, [name, { ...own, data }]]);
          return (await valuesBy(reference(), weighed(expr), moving))[0];
        };
        differences.push(((await at(value + h)) - (await at(value - h))) / (2 * h));
      }
      expectClose(actual, differences, 1e-7);
    }
  });
});
