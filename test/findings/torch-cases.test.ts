/**
 * Findings over all cases of torch: each one that is found is true, judged by the case's own arrays and by
 * the number that torch gave, never by lossaudit's.
 */
import { expect, test } from 'vitest';
import { LossauditError } from '../../src/errors.js';
import { foundIn } from '../support/found.js';
import { auditOfCase, casesOf, type FrameworkCase } from '../support/framework-cases.js';
import { array, flat, type Numbers } from '../support/reference-cases.js';

interface Found {
  readonly c: FrameworkCase;
  readonly data: Record<string, unknown>;
}
const yTrue = ({ source }: FrameworkCase) => flat(source.y_true as Numbers);
const yPred = ({ source }: FrameworkCase) => flat(source.y_pred);
const shapeOf = (values: unknown) => array(values as Numbers).shape;
const torchs = ({ source }: FrameworkCase) => Number(source.expected);
const close = (a: unknown, b: unknown, tolerance = 1e-2) =>
  Math.abs(Number(a) - Number(b)) <= tolerance * Math.max(1e-3, Math.abs(Number(b)));
const ignored = ({ source }: FrameworkCase) => Number(source.params.ignore_index ?? -100);
const rows = (values: readonly number[], width: number) =>
  Array.from({ length: values.length / width }, (_, i) => values.slice(i * width, (i + 1) * width));
const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
const weights = ({ source }: FrameworkCase) =>
  flat((source.sample_weight ?? source.mask ?? source.params.weight) as Numbers);
/** Of one batch its own number, of a caller's mean that of its batches. */
const isOne = ({ source }: FrameworkCase) => !source.reduction.includes('of means');

const TRUE_IF: Record<string, (found: Found) => boolean> = {
  'all-masked': ({ c }) =>
    !isOne(c) ||
    (c.source.mask ? flat(c.source.mask).every((m) => m === 0) : yTrue(c).every((y) => y === ignored(c))),
  broadcast: ({ c }) => shapeOf(c.source.y_true).join() !== shapeOf(c.source.y_pred).join(),
  'class-weights-divide': ({ c, data }) => {
    const table = c.source.params.weight as number[];
    const left = yTrue(c).filter((y) => y !== ignored(c));
    const by = sum(left.map((y) => table[y]));
    return left.length === data.targets && close(data.weights, by) && close(data.value, torchs(c));
  },
  'coarse-grid': ({ c }) => ['float16', 'bfloat16'].includes(c.source.dtype),
  'dominant-sample': ({ c, data }) => {
    const scores = flat((c.source.expected_per_sample ?? c.source.expected) as Numbers);
    return (
      Math.abs(scores[data.index as number] ?? 1) > 0.5 * Math.abs(sum(scores)) ||
      c.source.params.weight !== undefined
    );
  },
  'non-finite': ({ c }) =>
    yPred(c).length === 0 || flat(c.source.expected as Numbers).some((x) => !Number.isFinite(x)),
  'no-rows': ({ c }) => yPred(c).length === 0,
  'predictions-not-log-probabilities': ({ c, data }) =>
    rows(yPred(c), shapeOf(c.source.y_pred).at(-1) ?? 1).some((row) => {
      const total = sum(row.map(Math.exp));
      return Math.abs(total - 1) > 1e-2 && (total === data.sum || close(total, data.sum));
    }),
  // The cases hold logits; torch got their log_softmax (fixtures/reference/others.json, notes).
  'log-softmax-added': ({ c, data }) =>
    c.source.loss === 'CTCLoss' &&
    rows(yPred(c), shapeOf(c.source.y_pred).at(-1) ?? 1).some((row) =>
      close(sum(row.map(Math.exp)), data.sum),
    ),
  'reduction-factor': ({ c, data }) =>
    c.source.reduction !== 'mean' && close(Number(data.other) * Number(data.factor), data.value),
  'row-mean-forgotten': ({ c, data }) =>
    c.source.reduction === 'mean' &&
    close(data.value, torchs(c)) &&
    close(data.other, (torchs(c) * yPred(c).length) / shapeOf(c.source.y_pred)[0]),
  'smoothed-empty-rows': ({ c }) =>
    rows(yTrue(c), shapeOf(c.source.y_true).at(-1) ?? 1).some((row) => row.every((y) => y === 0)),
  'targets-out-of-range': ({ c }) => {
    const y = yTrue(c);
    if (c.source.loss.startsWith('CrossEntropy'))
      return rows(y, shapeOf(c.source.y_true).at(-1) ?? 1).some((row) => Math.abs(sum(row) - 1) > 1e-2);
    return c.source.loss.startsWith('BCE') ? y.some((v) => v < 0 || v > 1) : y.some((v) => Math.abs(v) !== 1);
  },
  'weights-all-zero': ({ c }) => weights(c).every((w) => w === 0),
};

test('every finding on a case of torch is true', async () => {
  const seen = new Set<string>();
  const untrue: string[] = [];
  for (const c of casesOf('torch').filter((one) => one.about === undefined && !one.source.expected_error)) {
    try {
      const audit = await auditOfCase(c);
      const { found } = await foundIn(audit);
      for (const f of found) {
        seen.add(f.code);
        if (!TRUE_IF[f.code]?.({ c, data: f.data })) untrue.push(`${c.id}: ${f.code}: ${f.message}`);
      }
    } catch (error) {
      if (!(error instanceof LossauditError)) throw error;
      untrue.push(`${c.id}: ${error.message}`);
    }
  }
  expect(untrue).toEqual([]);
  expect(seen.size).toBeGreaterThanOrEqual(12);
});
