/** Label smoothing that spreads over another axis than the classes'. */
import { expect, test } from 'vitest';
import { finding, reportOf } from '../support/audit.js';

async function found(framework: string, params: object, y_true: unknown, y_pred: unknown) {
  const loss = 'categorical_crossentropy';
  return finding(await reportOf({ framework, loss, params, y_true, y_pred }), 'smoothing-axis');
}

// One sequence, four classes along axis 1, two positions
const T = [
  [
    [0, 1],
    [1, 0],
    [0, 0],
    [0, 0],
  ],
];
const P = [
  [
    [0.1, 0.6],
    [0.7, 0.2],
    [0.1, 0.1],
    [0.1, 0.1],
  ],
];
const smoothed = { label_smoothing: 0.2, axis: 1 };

test('the classes are not on the last axis, and the value with theirs stands beside it', async () => {
  const seen = await found('keras@3.15', smoothed, T, P);
  expect(seen?.data.sum).toBeCloseTo(1.2, 12);
  expect(seen?.data).toMatchObject({ divisor: 2, classes: 4, axis: 1, counted: 2 });
  // numpy: mean over positions of −Σ (0.8 t + 0.2 / 4) · log(p / Σ p), axis 1.
  expect(seen?.data.value).toBeCloseTo(0.6967468, 5);
  expect(seen?.message).toContain('the length of axis 2, not by the 4 classes of axis 1');
});

test('Keras 2.14 and 2.15 count the axis of the classes, 2.3 counts axis 1', async () => {
  expect(await found('keras@2.15', smoothed, T, P)).toBeUndefined();
  expect((await found('keras@2.13', smoothed, T, P))?.data).toMatchObject({ divisor: 2, counted: 2 });
  // Keras 2.3 on [N, T, C].
  const last = await found('keras@2.3', { label_smoothing: 0.2 }, T, P);
  expect(last?.data).toMatchObject({ divisor: 4, classes: 2, counted: 1 });
});

test('axes of one length hide it, and nothing is said', async () => {
  const square = [
    [
      [0, 1],
      [1, 0],
    ],
  ];
  expect(
    await found('keras@3.15', smoothed, square, [
      [
        [0.3, 0.6],
        [0.7, 0.4],
      ],
    ]),
  ).toBeUndefined();
});
