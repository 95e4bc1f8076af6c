/** Targets and predictions that have changed places: what was seen is said, and what it may mean. */
import { expect, test } from 'vitest';
import { finding, reportOf } from '../support/audit.js';

test.each([
  ['binary_crossentropy', [[0.9], [0.2], [0.6]], [[1], [0], [1]]],
  ['binary_crossentropy', [0.9, 0.2, 0.6], [1, 0, 1]],
  [
    'categorical_crossentropy',
    [
      [0.7, 0.2, 0.1],
      [0.1, 0.8, 0.1],
    ],
    [
      [1, 0, 0],
      [0, 1, 0],
    ],
  ],
  [
    'kl_divergence',
    [
      [0.7, 0.3],
      [0.5, 0.5],
    ],
    [
      [1, 0],
      [0, 1],
    ],
  ],
])('%s', async (loss, y_true, y_pred) => {
  const audit = { framework: 'keras@2.15', loss };
  const found = finding(await reportOf({ ...audit, y_true, y_pred }), 'swapped-arrays');
  expect(found?.message).toMatch(/perhaps y_true and y_pred have changed places/);
  // What it says of the arrays exchanged is what they give.
  const right = await reportOf({ ...audit, y_true: y_pred, y_pred: y_true });
  expect(found?.data.swapped).toBe(right.outputs[0].value);
  expect(finding(right, 'swapped-arrays')).toBeUndefined();
});

test.each([
  ['hard targets', [[1], [0]], [[1], [0]]],
  ['predictions of which one is no label', [[0.9], [0.2]], [[1], [0.1]]],
  ['a single prediction', [[0.9]], [[1]]],
])('silent: %s', async (_, y_true, y_pred) => {
  const report = await reportOf({ framework: 'keras@2.15', loss: 'binary_crossentropy', y_true, y_pred });
  expect(finding(report, 'swapped-arrays')).toBeUndefined();
});

test('a regression may have such values', async () => {
  const report = await reportOf({ framework: 'keras@3', loss: 'mse', y_true: [0.9, 0.2], y_pred: [1, 0] });
  expect(finding(report, 'swapped-arrays')).toBeUndefined();
});

test('two outputs: only the one where it is true', async () => {
  const good = { loss: 'binary_crossentropy', y_true: [[1], [0]], y_pred: [[0.9], [0.2]] };
  const outputs = { good, bad: { ...good, y_true: good.y_pred, y_pred: good.y_true } };
  const report = await reportOf({ framework: 'keras@3', outputs });
  expect(report.findings.filter((f) => f.code === 'swapped-arrays').map((f) => f.output)).toEqual(['bad']);
});
