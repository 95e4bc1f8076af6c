/**
 * The statistics of a step are shown alike: −0 is 0 in the mean as in the least and the largest of float32.
 */
import { expect, test } from 'vitest';
import { reportOf } from '../support/audit.js';

test('the mean of scores that are −0 is 0', async () => {
  const report = await reportOf({
    framework: 'keras@2.4',
    loss: 'sparse_categorical_crossentropy',
    y_true: [[0], [0]],
    y_pred: [[0.5], [0.7]],
  });
  const score = report.outputs[0]?.steps.find((s) => s.id === 'score');
  expect(score?.stats).toMatchObject({ min: 0, max: 0, mean: 0 });
});
