/**
 * How often the rows are gone through: scalars are taken out of sums, so that the rules of the frameworks
 * need one pass, and what a pass leaves out is found again exactly.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Audit, AuditOutput } from '../../src/audit/audit.js';
import { type OutputGraph, outputGraph } from '../../src/audit/graph.js';
import { rowCount } from '../../src/audit/rows.js';
import { FEW_ROWS, planOf } from '../../src/engines/plan.js';
import { referenceEngine } from '../../src/engines/reference/engine.js';
import { LossauditError } from '../../src/errors.js';
import { type Expr, input } from '../../src/expr/node.js';
import { FRAMEWORKS } from '../../src/frameworks/index.js';
import type { NdArray } from '../../src/tensor/ndarray.js';
import { auditsOf, withRows } from '../support/many-rows.js';

const ROWS = FEW_ROWS + 32;

function graphOf(audit: Audit, output: AuditOutput): OutputGraph | undefined {
  try {
    return outputGraph(output, true, output.dtype ?? audit.dtype);
  } catch (error) {
    // As many rows as that make another rule of it.
    if (error instanceof LossauditError) return undefined;
    throw error;
  }
}

function rootsOf({ value, perSample, counts, steps, share }: OutputGraph): Expr[] {
  const ledgers = steps.flatMap(({ ledger }) => [ledger?.numerator, ledger?.denominator]);
  return [value, perSample, counts, ...steps.map((s) => s.expr), ...ledgers, share].filter(
    (e): e is Expr => typeof e === 'object',
  );
}

/**
 * What takes more than one pass though each score is of its own row: shares of losses whose columns have
 * roots of their own, of the largest error, of paths (CTC), of labels that are moved (a sum of products).
 */
const SHARES_APART = new Set([
  'root_mean_squared_error',
  'root_mean_squared_log_error',
  'mean_squared_error',
  'mean_squared_log_error',
  'max_error',
  'LabelSmoother',
  'ForQuestionAnsweringLoss',
  'ctc_loss',
]);

describe.each(FRAMEWORKS.map((f) => f.name))('%s', (framework) => {
  test('one pass', async () => {
    let one = 0;
    const more = new Set<string>();
    for (const audit of await auditsOf(framework))
      for (const output of rowCount(audit) > 0 ? withRows(audit, ROWS).outputs : []) {
        const graph = graphOf(audit, output);
        // What a row gives depends on all rows: classes along the sample axis, distances of all pairs.
        if (!graph || planOf([graph.score]).passes.length > 1) continue;
        const { length } = planOf(rootsOf(graph)).passes;
        if (length === 1) one++;
        else if (!SHARES_APART.has(output.use.info.name)) more.add(output.use.info.name);
        expect(planOf([graph.value]).passes).toHaveLength(1);
      }
    expect([...more]).toEqual([]);
    expect(one).toBeGreaterThan(100);
  });
});

/** Rows of one number each. */
function column(values: readonly number[]): NdArray {
  return { dtype: 'float64', shape: [values.length], data: Float64Array.from(values) };
}

const [x, m, w] = ['x', 'm', 'w'].map((name) => input(name, [ROWS], { rows: 0 })) as [Expr, Expr, Expr];
/** Keras 2.2's rule. */
const masked = x.mul(m).div(m.mean());
const weighted = masked.mul(w);
const rescaled = weighted.div(w.notEqual(0).mean());
const roots = [masked, weighted, rescaled, rescaled.mean()];

const numbers = (of: fc.Arbitrary<number>) => fc.array(of, { minLength: ROWS, maxLength: ROWS });
const arrays = fc.record({
  x: numbers(
    fc.oneof(
      { weight: 20, arbitrary: fc.double({ min: -1e3, max: 1e3, noNaN: true }) },
      { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, -0, 1e300) },
    ),
  ),
  m: numbers(fc.constantFrom(0, 1, 1, 1)),
  w: numbers(fc.constantFrom(0, 0.5, 1, 3.25)),
});
type Arrays = typeof arrays extends fc.Arbitrary<infer A> ? A : never;

async function evaluated(a: Arrays, chunkRows?: number) {
  const engine = referenceEngine({ dtype: 'float64', version: 'test', chunkRows });
  const inputs = new Map(Object.entries(a).map(([name, values]) => [name, column(values)]));
  return engine.evaluate(roots, inputs, 10);
}

/** The same by a loop, row by row. */
function byLoop({ x: xs, m: ms, w: ws }: Arrays): { steps: number[][]; value: number } {
  const share = (of: number[], counts: (v: number) => number) => of.reduce((n, v) => n + counts(v), 0) / ROWS;
  const [kept, counted] = [share(ms, (v) => v), share(ws, (v) => Number(v !== 0))];
  const a = xs.map((v, i) => (v * ms[i]!) / kept);
  const b = a.map((v, i) => v * ws[i]!);
  const c = b.map((v) => v / counted);
  return { steps: [a, b, c], value: c.reduce((sum, v) => sum + v, 0) / ROWS };
}

describe('scalars taken out', () => {
  test('values, extremes and counts are those of the rows, sums nearly so', async () => {
    await fc.assert(
      fc.asyncProperty(arrays, async (a) => {
        const records = await evaluated(a);
        const { steps, value } = byLoop(a);
        steps.forEach((all, i) => {
          const { values, stats, firstNonFinite } = records[i]!;
          const finite = all.filter(Number.isFinite);
          expect([...values]).toEqual([...all.slice(0, 32), ...all.slice(-32)]);
          // Of several that are alike but for rounding any may be told.
          expect(stats.min).toBeCloseTo(Math.min(...finite), 9);
          expect(stats.max / Math.max(...finite)).toBeCloseTo(1, 12);
          expect(stats.nan).toBe(all.filter(Number.isNaN).length);
          expect(stats.infinite).toBe(ROWS - finite.length - stats.nan);
          expect(firstNonFinite).toBe(all.findIndex((v) => !Number.isFinite(v)));
        });
        const { values } = records[3]!;
        if (Number.isFinite(value))
          expect(Math.abs(values[0]! - value)).toBeLessThan(1e-9 * (1 + Math.abs(value)));
        else expect(values[0]).toBe(value);
      }),
      { numRuns: 200 },
    );
  });

  test('the split into chunks never shows', async () => {
    await fc.assert(
      fc.asyncProperty(arrays, fc.integer({ min: 1, max: ROWS + 1 }), async (a, chunk) => {
        expect(await evaluated(a, chunk)).toEqual(await evaluated(a));
      }),
      { numRuns: 60 },
    );
  });

  test('a scalar of 0 is taken to each row', async () => {
    const ones = Array.from({ length: ROWS }, () => 1);
    const infinite = { x: ones.map((_, i) => (i === 5 ? 1e300 : 1)), m: ones.map(() => 0), w: ones };
    const records = await evaluated(infinite);
    expect(records[3]!.values[0]).toBeNaN();
    expect(records[0]!.stats.nan).toBe(ROWS);
  });
});
