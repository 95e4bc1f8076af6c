import { expect, test } from 'vitest';
import { unsigned } from '../../../src/explain/axes/unsigned.js';
import { numbersOf } from '../../support/changes.js';

const image = (loss: string, dtype = 'uint8') => ({
  framework: 'sklearn',
  loss,
  y_true: { values: [0, 200, 7], dtype },
  y_pred: { values: [16, 195, 9], dtype },
});

test('squares wrap around, differences below 0 do', async () => {
  const numbers = await numbersOf(unsigned, image('mean_squared_error'));
  // 16² = 256 is 0; 5² and 2² are themselves. numpy: ((true - pred) ** 2).mean() of uint8.
  expect(numbers.get('y_true, y_pred=differences and squares in uint8')).toBeCloseTo((0 + 25 + 4) / 3, 12);
  // 0 - 16 is 240, 200 - 195 is 5, 7 - 9 is 254; the other way 16, 251 and 2.
  expect(numbers.get('y_true, y_pred=y_true - y_pred in uint8')).toBeCloseTo(
    (240 ** 2 + 5 ** 2 + 254 ** 2) / 3,
    8,
  );
  expect(numbers.get('y_true, y_pred=y_pred - y_true in uint8')).toBeCloseTo(
    (16 ** 2 + 251 ** 2 + 2 ** 2) / 3,
    8,
  );
});

test('absolute differences wrap around, too; reals and labels do not', async () => {
  const numbers = await numbersOf(unsigned, image('mean_absolute_error'));
  expect(numbers.size).toBe(2);
  expect(numbers.get('y_true, y_pred=y_true - y_pred in uint8')).toBeCloseTo((240 + 5 + 254) / 3, 12);
  const labels = { framework: 'sklearn', loss: 'mean_squared_error', y_true: [0, 1], y_pred: [1, 1] };
  expect((await numbersOf(unsigned, labels)).size).toBe(0);
  expect((await numbersOf(unsigned, { ...labels, y_pred: [0.5, 2] })).size).toBe(0);
});
