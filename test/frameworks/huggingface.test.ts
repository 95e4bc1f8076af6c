/** What audits of transformers may say otherwise than its cases do. Numbers: transformers 5.23.0. */
import { expect, test } from 'vitest';
import { reportOf } from '../support/audit.js';

const ANSWERS = {
  framework: 'huggingface@5.23.0',
  loss: 'ForQuestionAnsweringLoss',
  y_pred: [
    [1, 0, 2],
    [0.5, 1, -1],
  ],
  inputs: {
    end_logits: [
      [0, 1, 2],
      [2, 0, 1],
    ],
  },
};

test('the positions of answers stand in y_true, or each on its own', async () => {
  const positions = { start: [0, 3], end: [2, 1] };
  const together = await reportOf({ ...ANSWERS, y_true: positions });
  expect(together.total).toBeCloseTo(1.4076058864593506, 6);
  const apart = await reportOf({ ...ANSWERS, inputs: { ...ANSWERS.inputs, ...positions } });
  expect(apart.total).toBe(together.total);
});

test('a loss without such arrays refuses them', async () => {
  const asked = { ...ANSWERS, loss: 'fixed_cross_entropy', inputs: undefined, y_true: { start: [0, 1] } };
  await expect(reportOf(asked)).rejects.toThrow('Not an array');
});
