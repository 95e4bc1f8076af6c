/**
 * Findings over all cases of TensorFlow.js, tfjs-layers and tf.compat.v1.losses: each one that is found is
 * true, judged by the case's own arrays and by the number that the framework gave, never by lossaudit's.
 */
import { expect, test } from 'vitest';
import { foundIn } from '../support/found.js';
import { auditOfCase, casesOf, type FrameworkCase } from '../support/framework-cases.js';
import { array, flat, type Numbers } from '../support/reference-cases.js';

interface Found {
  readonly c: FrameworkCase;
  readonly data: Record<string, unknown>;
}
const shapeOf = (values: unknown) => array(values as Numbers).shape;
const yTrue = ({ source }: FrameworkCase) => flat(source.y_true as Numbers);
const yPred = ({ source }: FrameworkCase) => flat(source.y_pred);
const weights = ({ source }: FrameworkCase) => flat((source.sample_weight ?? source.mask ?? []) as Numbers);
const answer = ({ source }: FrameworkCase) => flat(source.expected as Numbers);
const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
const close = (a: unknown, b: unknown) =>
  Math.abs(Number(a) - Number(b)) <= 2e-2 * Math.max(1e-3, Math.abs(Number(b)));
const sums = (values: Numbers) => {
  const width = shapeOf(values).at(-1) ?? 1;
  const all = flat(values);
  return Array.from({ length: all.length / width }, (_, i) => sum(all.slice(i * width, (i + 1) * width)));
};
/** Logarithms of ε, of what float32 makes of 1 − ε, and of a float64 clip. */
const CEILINGS = [16.1181, 15.9424];

const TRUE_IF: Record<string, (found: Found) => boolean> = {
  broadcast: ({ c }) => shapeOf(c.source.y_true).join() !== shapeOf(c.source.y_pred).join(),
  'clip-reached': ({ c, data }) =>
    yPred(c).some((p) => p <= 1e-7 || p >= 1 - 1e-7) && CEILINGS.some((x) => close(data.ceiling, x)),
  'coarse-grid': ({ c }) => ['float16', 'bfloat16'].includes(c.source.dtype),
  'dominant-sample': ({ c, data }) => {
    const scores = flat((c.source.expected_per_sample ?? c.source.expected) as Numbers);
    const index = data.index as number;
    return weights(c).length > 0 || Math.abs(scores[index] ?? 1) > 0.5 * Math.abs(sum(scores));
  },
  'negative-weights': ({ c }) => Math.min(...weights(c)) < 0,
  'non-finite': ({ c }) => answer(c).length === 0 || answer(c).some((x) => !Number.isFinite(x)),
  'no-rows': ({ c }) => yPred(c).length === 0,
  precision: ({ c, data }) => !close(data.value64, data.value) || c.source.reduction === 'none',
  'predictions-not-probabilities': ({ c }) => yPred(c).some((p) => p < 0 || p > 1),
  'probabilities-as-logits': ({ c }) => yPred(c).every((p) => p >= 0 && p <= 1),
  'reduction-factor': ({ c, data }) =>
    c.source.reduction !== data.default && close(Number(data.other) * Number(data.factor), data.value),
  'rows-not-normalized': ({ c }) => sums(c.source.y_pred).some((s) => Math.abs(s - 1) > 1e-3),
  'smoothed-empty-rows': ({ c }) => sums(c.source.y_true as Numbers).some((s) => s === 0),
  'smoothing-axis': ({ c, data }) => {
    const [, second, ...rest] = shapeOf(c.source.y_true);
    return rest.length > 0 && second === data.divisor && rest.at(-1) === data.classes;
  },
  'targets-out-of-range': ({ c }) => {
    const y = yTrue(c);
    const { loss, y_pred, y_true } = c.source;
    if (loss.startsWith('sparse')) {
      const classes = shapeOf(y_pred).at(-1) ?? 1;
      return y.some((v) => !Number.isInteger(v) || v < 0 || v >= classes);
    }
    // Those of tfjs-layers convert nothing.
    const signs = c.framework === 'tfjs-layers' && /hinge$/i.test(loss) && !loss.startsWith('categorical');
    if (signs) return y.some((v) => Math.abs(v) !== 1);
    if (c.id.startsWith('E2-')) return y.includes(-100);
    return y.some((v) => v < 0 || v > 1) || sums(y_true as Numbers).some((s) => Math.abs(s - 1) > 1e-2);
  },
  'weights-all-zero': ({ c }) => weights(c).every((w) => w === 0),
  'weights-over-timesteps': ({ c }) =>
    shapeOf(c.source.sample_weight).length === 1 && shapeOf(c.source.y_pred).length > 1,
  'zero-targets': ({ c }) => yTrue(c).includes(0),
};

test.each([
  ['tfjs', 9],
  ['tfjs-layers', 8],
  ['tf1', 8],
])('every finding on a case of %s is true', async (framework, least) => {
  const seen = new Set<string>();
  const untrue: string[] = [];
  for (const c of casesOf(framework).filter((one) => !one.about && !one.source.expected_error)) {
    const audit = await auditOfCase(c);
    const { found } = await foundIn(audit);
    for (const f of found) {
      seen.add(f.code);
      if (!TRUE_IF[f.code]?.({ c, data: f.data })) untrue.push(`${c.id}: ${f.code}: ${f.message}`);
    }
  }
  expect(untrue).toEqual([]);
  expect(seen.size).toBeGreaterThanOrEqual(least);
});
