import { expect, test } from 'vitest';
import { factor } from '../../../src/explain/axes/factor.js';
import { outputs } from '../../../src/explain/axes/outputs.js';
import { regularization } from '../../../src/explain/axes/regularization.js';
import { causesOf, explanationOf, numbersOf } from '../../support/changes.js';

/** Keras' issue 7464: losses .3732 and .2399 of two outputs that weigh .5. */
const two = {
  framework: 'keras@2.2',
  outputs: {
    a: { loss: 'mae', y_true: [[0.3732]], y_pred: [[0]], loss_weight: 0.5 },
    b: { loss: 'mae', y_true: [[0.2399]], y_pred: [[0]], loss_weight: 0.5 },
  },
};

test('totals: what a regulariser adds', async () => {
  // .5 · .3732 + .5 · .2399 = .30655, and 1.92625 of regularisation: 2.2328.
  const given = { ...two, regularization: { l2: 1.92625 } };
  expect(await causesOf(given, '0.30655')).toContain('regularization=left out');
  const numbers = await numbersOf(regularization, given);
  expect(numbers.get('regularization=twice')).toBeCloseTo(0.30655 + 2 * 1.92625, 5);
  expect(numbers.get('regularization=half')).toBeCloseTo(0.30655 + 1.92625 / 2, 5);
  // One number alone proves no amount: any would fit.
  expect((await explanationOf(two, '2.2328')).causes.map((c) => c.id)).not.toContain('regularization');
});

test('several terms, and terms of every row or batch', async () => {
  const file = {
    framework: 'torch@2.1',
    loss: 'L1Loss',
    y_true: [1, 2, 3, 6],
    y_pred: [0, 0, 0, 0],
    regularization: { kernel: 0.5, bias: 0.25 },
    batch_size: 2,
  };
  const numbers = await numbersOf(regularization, file);
  expect(numbers.get('regularization=without kernel')).toBeCloseTo(3 + 0.25, 6);
  expect(numbers.get('regularization=without bias')).toBeCloseTo(3 + 0.5, 6);
  expect(numbers.get('regularization=over the rows')).toBeCloseTo(3 + 0.75 / 4, 6);
  expect(numbers.get('regularization=times the batches')).toBeCloseTo(3 + 0.75 * 2, 6);
});

test('loss weights of outputs, all or one of them', async () => {
  const file = {
    framework: 'keras@3.5',
    outputs: {
      a: { loss: 'mae', y_true: [[2]], y_pred: [[0]], loss_weight: 0.5 },
      b: { loss: 'mae', y_true: [[3]], y_pred: [[0]] },
      c: { loss: 'mae', y_true: [[5]], y_pred: [[0]], loss_weight: 0.2 },
    },
    regularization: { l2: 0.125, l1: 0.01 },
  };
  const numbers = await numbersOf(outputs, file);
  const of = (a: number, b: number, c: number) => expect.closeTo(2 * a + 3 * b + 5 * c + 0.135, 5);
  expect(numbers.get('loss_weights=left out')).toEqual(of(1, 1, 1));
  expect(numbers.get('loss_weights=squared')).toEqual(of(0.25, 1, 0.04));
  expect(numbers.get('loss_weights=left out of c')).toEqual(of(0.5, 1, 1));
  expect(numbers.get('loss_weights=squared of a')).toEqual(of(0.25, 1, 0.2));
  expect(numbers.get('loss_weights=without b')).toEqual(of(0.5, 0, 0.2));
  expect(numbers.get('loss_weights=normalised to a sum of 1')).toEqual(of(0.5 / 1.7, 1 / 1.7, 0.2 / 1.7));
  expect(numbers.get('outputs=c')).toBeCloseTo(5, 6);
  expect((await numbersOf(regularization, file)).get('regularization=l1 alone')).toBeCloseTo(5.01, 5);
  expect(await causesOf(file, '5.01000')).toContain('regularization=l1 alone');
});

test('factors that these arrays let one count', async () => {
  const steps = [
    [1, 2, 3],
    [4, 5, 6],
  ];
  const file = {
    framework: 'keras@3.5',
    loss: 'mae',
    y_true: steps.map((row) => row.map((x) => [x])),
    y_pred: steps.map((row) => row.map(() => [0])),
    mask: [
      [1, 1, 0],
      [1, 1, 0],
    ],
  };
  const own = (1 + 2 + 4 + 5) / 4;
  const numbers = await numbersOf(factor, file);
  expect(numbers.get('factor=the number of targets that count')).toBeCloseTo(own * 4, 5);
  expect(numbers.get('factor=1 / the number of targets that count')).toBeCloseTo(own / 4, 5);
  expect(numbers.get('factor=the number of targets')).toBeCloseTo(own * 6, 5);
  expect(numbers.get('factor=the number of timesteps')).toBeCloseTo(own * 3, 5);
  expect(numbers.get('factor=9')).toBeCloseTo(own * 9, 4);
  const weighted = {
    ...file,
    y_true: [[1], [2]],
    y_pred: [[0], [0]],
    mask: undefined,
    sample_weight: [2, 4],
  };
  const more = await numbersOf(factor, weighted);
  expect(more.get('factor=1 / the mean of the weights')).toBeCloseTo((2 + 8) / 2 / 3, 5);
  expect(more.get('factor=1 / the sum of the weights')).toBeCloseTo((2 + 8) / 2 / 6, 5);
});
