/**
 * Predictions whose model fit computes from logits: what tf.keras 2.15 says of them
 * (oracle/keras/lost_logits.py) stands in the fixture.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../cli/run-cli.js';
import { explained, finding, reportOf } from '../support/audit.js';

interface Case {
  name: string;
  loss: string;
  activation: string;
  y_true: unknown;
  z: number[][];
  p: number[][];
  sample_weight?: number[];
  evaluate: number;
  from_probabilities: number;
}
const CASES: Case[] = JSON.parse(readFileSync(`${ROOT}fixtures/keras/lost-logits.json`, 'utf8')).cases;
const auditOf = ({ loss, y_true, sample_weight, p }: Case) => ({
  framework: 'keras@2.15',
  loss,
  y_true,
  sample_weight,
  y_pred: p,
});
const LOST = /the logits \(the last activation|as logits/;
const near = (a: number, b: number) => Math.abs(a - b) <= 1e-5 * Math.abs(b);

describe.each(CASES.map((c) => [c.name, c] as const))('%s', (_, c) => {
  test('the finding is there where evaluate says another number than these predictions give', async () => {
    const report = await reportOf(auditOf(c));
    expect(near(report.total, c.from_probabilities)).toBe(true);
    const found = finding(report, 'lost-logits');
    expect(found !== undefined).toBe(!near(c.evaluate, c.from_probabilities));
    if (found) expect(found.message).toContain('set "activation"');
  });
  test('what it advises gives the number of evaluate', async () => {
    const report = await reportOf({ ...auditOf(c), y_pred: c.z, activation: c.activation });
    expect(near(report.total, c.evaluate)).toBe(true);
    expect(finding(report, 'lost-logits')).toBeUndefined();
  });
  test('a reported number, and check, say it', async () => {
    const differs = !near(c.evaluate, c.from_probabilities);
    const reported = c.evaluate.toFixed(4);
    const message = await explained(auditOf(c), reported);
    // Without a clip both numbers are one: then another framework that has none may be named, too.
    expect(LOST.test(message)).toBe(differs);
    const checked = await reportOf({ ...auditOf(c), expect: { loss: c.evaluate } });
    if (differs) expect(checked.check?.comparisons[0].explanation).toMatch(LOST);
  });
});

const clipped = { loss: 'binary_crossentropy', y_true: [[0], [1]], y_pred: [[1], [0.5]] };

test.each([
  // Who looks behind the activation: keras.md, section B.
  ['keras@2.2', undefined, false],
  ['keras@2.3', undefined, false],
  ['keras@2.9', undefined, true],
  ['keras@2.15', undefined, true],
  ['keras@3', 'tensorflow', true],
  ['keras@3', 'torch', false],
  ['keras@3', 'jax', false],
])('%s on %s', async (framework, backend, expected) => {
  const report = await reportOf({ ...clipped, framework, backend });
  expect(finding(report, 'lost-logits') !== undefined).toBe(expected);
  const clip = finding(report, 'clip-reached');
  expect(clip?.message.includes('the input of the model')).toBe(expected);
});

test.each([
  ['logits', { params: { from_logits: true } }],
  ['a loss that has no logits', { loss: 'mse' }],
  ['a clip on the right side, which costs nothing', { y_true: [[1], [1]] }],
])('silent: %s', async (_, change) => {
  const report = await reportOf({ framework: 'keras@2.15', ...clipped, ...change });
  expect(finding(report, 'lost-logits')).toBeUndefined();
});

test('with label smoothing a clipped prediction costs on either side', async () => {
  const smoothed = {
    framework: 'keras@2.15',
    ...clipped,
    y_true: [[1], [1]],
    params: { label_smoothing: 0.2 },
  };
  expect(finding(await reportOf(smoothed), 'lost-logits')).toBeDefined();
});
