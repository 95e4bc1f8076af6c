/**
 * Findings over all reference cases: each one that is found is true, judged by the case's own arrays and by
 * the number that the framework gave, never by lossaudit's.
 */
import { expect, test } from 'vitest';
import { resolved } from '../../src/audit/resolve.js';
import type { FindingReport, Report } from '../../src/report/audit/model.js';
import { foundIn } from '../support/found.js';
import { array, caseAudit, flat, type ReferenceCase, readCases } from '../support/reference-cases.js';

interface Found {
  c: ReferenceCase;
  data: Record<string, unknown>;
  report: Report;
}
const yTrue = (c: ReferenceCase) => flat(c.y_true);
const yPred = (c: ReferenceCase) => flat(c.y_pred);
const weights = (c: ReferenceCase) => flat(c.sample_weight ?? []);
const framework = (c: ReferenceCase) => Number(c.expected);
const rank = (values: unknown): number => (Array.isArray(values) ? 1 + rank(values[0]) : 0);
const rowsOf = (c: ReferenceCase, values: number[]) => {
  const width = array(c.y_pred).shape.at(-1) ?? 1;
  return Array.from({ length: values.length / width }, (_, i) =>
    values.slice(i * width, (i + 1) * width).reduce((a, b) => a + b, 0),
  );
};
const close = (a: number, b: number, tolerance = 1e-5) =>
  Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b));
const steps = (c: ReferenceCase, data: Found['data']) => framework(c) / (data.step as number);
/** The ceilings of a clip at 1e-7, by version and precision (semantics: keras.md, B). */
const CEILINGS = [15.2492, 15.3332, 15.4249, 15.9424, 16.1181];
/** What a focal loss leaves of a prediction that is certain and wrong. */
const focalWeight = (c: ReferenceCase) =>
  c.loss === 'categorical_focal_crossentropy' ? Number(c.params.alpha ?? 0.25) : 1;
/** Functions that the version does not have under that name (keras/losses.py of the version). */
const RENAMED = [
  'huber 2.3.1',
  'cosine_similarity 2.2.4',
  'kl_divergence 2.2.4',
  'huber_loss 3.15.1',
  'log_cosh 2.2.4',
  'log_cosh 2.3.1',
];

const TRUE_IF: Record<string, (found: Found) => boolean> = {
  'lost-logits': ({ c, data }) => lost(c, data),
  'all-masked': ({ c }) =>
    c.mask ? flat(c.mask).every((m) => m === 0) : yTrue(c).every((y) => y === c.params.ignore_class),
  broadcast: ({ c }) => array(c.y_true).shape.join() !== array(c.y_pred).shape.join(),
  'clip-reached': ({ c, data }) =>
    yPred(c).some((p) => p <= 1e-7 || p >= 1 - 1e-7) &&
    CEILINGS.some((ceiling) => close(data.ceiling as number, ceiling * focalWeight(c))) &&
    (!c.score || flat(c.score).some((s) => s > 1)),
  'coarse-grid': ({ c, data }) => c.dtype === 'float16' && close(Math.round(steps(c, data)), steps(c, data)),
  'dominant-sample': ({ c, data, report }) => {
    const rows = array(c.y_pred).shape[0];
    const plain =
      !c.sample_weight && !c.mask && !c.class_weight && !c.batch_size && c.score && c.reduction !== 'none';
    if (!plain) return (data.percent as number) > 50 && report.audit.rows === rows;
    const scores = flat(c.score as never);
    return scores[data.index as number] > 0.5 * scores.reduce((a, b) => a + b);
  },
  'name-of-another-version': ({ c }) => RENAMED.includes(`${c.loss} ${c.version}`),
  'unit-axis-of-fit': ({ c }) => array(c.y_pred).shape.length === 1,
  'negative-weights': ({ c }) => Math.min(...weights(c)) < 0,
  'non-finite': ({ c }) => !Number.isFinite(framework(c)),
  'no-rows': ({ c }) => yPred(c).length === 0,
  'partial-batch': ({ c, data }) => {
    const epochs = c.version.startsWith('3.1.') || c.version.startsWith('3.0.') ? data.plain : data.weighted;
    if (!c.expected_batches) return close(framework(c), epochs as number);
    const losses = c.expected_batches;
    const size = c.batch_size ?? 0;
    const rows = array(c.y_pred).shape[0];
    const plain = losses.reduce((a, b) => a + b, 0) / losses.length;
    const weighted = losses.reduce((a, b, i) => a + b * Math.min(size, rows - i * size), 0) / rows;
    return (
      rows % size === data.last &&
      close(plain, data.plain as number) &&
      close(weighted, data.weighted as number) &&
      !close(plain, weighted, 1e-7)
    );
  },
  precision: ({ c, data }) => c.dtype === 'float32' && !close(framework(c), data.value64 as number, 1e-6),
  'predictions-not-probabilities': ({ c }) => !c.params.from_logits && yPred(c).some((p) => p < 0 || p > 1),
  'reduction-factor': ({ c, data }) =>
    c.reduction !== 'sum_over_batch_size' &&
    close((data.other as number) * (data.factor as number), framework(c)),
  'rows-not-normalized': ({ c }) =>
    !c.params.from_logits && rowsOf(c, yPred(c)).some((s) => Math.abs(s - 1) > 1e-3),
  'smoothing-axis': ({ c, data }) => array(c.y_true).shape[1] === data.divisor && c.version.startsWith('2.3'),
  'targets-out-of-range': ({ c }) => {
    const y = yTrue(c).filter((label) => label !== c.params.ignore_class);
    const classes = array(c.y_pred).shape.at(-1) ?? 1;
    if (c.loss.startsWith('sparse')) return y.some((label) => label < 0 || label >= classes);
    if (c.loss.includes('hinge')) return y.some((label) => ![-1, 1].includes(label));
    return y.some((label) => label < 0 || label > 1) || rowsOf(c, y).some((s) => Math.abs(s - 1) > 1e-3);
  },
  'weights-all-zero': (found) => zeroWeights(found),
  'weights-counted-once': ({ c }) =>
    c.reduction === 'mean_with_sample_weight' &&
    weights(c).length < yPred(c).length &&
    c.version.startsWith('3.'),
  'weights-of-one-score': ({ c }) => rank(c.score) === 0 && weights(c).length > 1,
  'weights-over-timesteps': ({ c }) => rank(c.sample_weight) === 1 && rank(c.y_pred) > 2,
  'zero-targets': ({ c }) => yTrue(c).includes(0) && framework(c) > 1e5,
  'zero-weights-change-denominator': ({ c }) => c.version === '2.2.4' && weights(c).includes(0),
};

/**
 * All weights, or those of a batch that the framework's own batch losses show as 0, and its epoch with it.
 */
function zeroWeights({ c, data }: Found): boolean {
  if (!data.rows) return weights(c).every((w) => w === 0);
  const [from, to] = data.rows as number[];
  const width = weights(c).length / array(c.y_pred).shape[0];
  const zero = weights(c)
    .slice(from * width, (to + 1) * width)
    .every((w) => w === 0);
  const losses = c.expected_batches;
  return (
    zero && close(framework(c), data.epoch as number) && (!losses || losses[(data.batch as number) - 1] === 0)
  );
}

/**
 * Only versions that look behind the activation (semantics: keras.md, B), and predictions that do not hold
 * its input.
 */
function lost(c: ReferenceCase, data: Found['data']): boolean {
  const [major, minor] = c.version.split('.').map(Number);
  const recovers = major === 2 ? minor >= 4 : (c.backend ?? 'tensorflow') === 'tensorflow';
  const clipped = yPred(c).some((p) => p <= 1e-7 || p >= 1 - 1e-7);
  const softmax = c.loss.includes('binary') && rowsOf(c, yPred(c)).every((s) => close(s, 1));
  return recovers && !c.params.from_logits && (data.rows ? softmax : clipped);
}

test('every finding on a reference case is true', async () => {
  const seen = new Set<string>();
  const untrue: string[] = [];
  for (const c of [...readCases('keras/reference.json'), ...readCases('keras/seed-777.json')]) {
    if (c.expected_error) continue;
    const audit = resolved(caseAudit(c));
    const { report, found } = await foundIn(audit);
    for (const f of found) {
      seen.add(f.code);
      if (!TRUE_IF[f.code]?.({ c, data: f.data, report })) untrue.push(text(c, f));
    }
  }
  expect(untrue).toEqual([]);
  // The corpus meets most findings, so the judgement above is not empty.
  expect(seen.size).toBeGreaterThanOrEqual(15);
});

function text(c: ReferenceCase, f: FindingReport): string {
  return `${c.id} (${c.version}): ${f.code}: ${f.message}`;
}
