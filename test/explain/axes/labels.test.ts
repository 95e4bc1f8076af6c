import { expect, test } from 'vitest';
import { labels } from '../../../src/explain/axes/labels.js';
import { rawLabels } from '../../../src/explain/axes/raw-labels.js';
import { causesOf, explanationOf, numbersOf } from '../../support/changes.js';

const ln = Math.log;
const mean = (...x: number[]) => x.reduce((a, b) => a + b, 0) / x.length;

// A hinge is max(0, 1 − y·p): labels 0 and 1 as they are, and as −1 and 1.
const margins = {
  framework: 'torch@2.1',
  loss: 'SoftMarginLoss',
  y_true: [0, 1, 1],
  y_pred: [0.5, 0.25, -1],
};
const soft = (y: number, p: number) => ln(1 + Math.exp(-y * p));

test('labels 0 and 1 as -1 and 1, and back', async () => {
  const as = mean(soft(-1, 0.5), soft(1, 0.25), soft(1, -1));
  const raw = mean(soft(0, 0.5), soft(1, 0.25), soft(1, -1));
  expect((await numbersOf(labels, margins)).get('y_true=-1 and 1')).toBeCloseTo(as, 6);
  const signs = { ...margins, y_true: [-1, 1, 1] };
  expect((await numbersOf(labels, signs)).get('y_true=0 and 1')).toBeCloseTo(raw, 6);
  expect(await causesOf(margins, as.toFixed(6))).toContain('y_true=-1 and 1');
  expect(await causesOf(signs, raw.toFixed(6))).toContain('y_true=0 and 1');
});

// Keras makes −1 and 1 of labels that are all 0 and 1 since 2.3: as they are they give, with targets 0 and 1,
// (1 + max(0, 1 − 0.6)) / 2 = 0.7.
test('0 and 1 as they are, where the version converts them', async () => {
  const file = { framework: 'keras@2.15', loss: 'hinge', y_true: [[-1], [1]], y_pred: [[0.3], [0.6]] };
  expect((await numbersOf(rawLabels, file)).get('y_true=0 and 1, as they are')).toBeCloseTo(0.7, 6);
  expect(await causesOf(file, '0.700000')).toContain('y_true=0 and 1, as they are');
});

// keras 13926: −117944.75 and other negative crossentropies come of targets that are no 0 or 1.
test('a negative binary crossentropy: the labels are -1 and 1', async () => {
  const p = [0.9, 0.2, 0.7, 0.4];
  const file = {
    framework: 'keras@2.15',
    loss: 'bce',
    y_true: [[1], [0], [1], [0]],
    y_pred: p.map((x) => [x]),
  };
  const of = (y: number, x: number) => -(y * ln(x) + (1 - y) * ln(1 - x));
  const value = mean(of(1, 0.9), of(-1, 0.2), of(1, 0.7), of(-1, 0.4));
  expect((await explanationOf(file, value.toFixed(6))).causes.map((c) => c.id)).toEqual(['y_true=-1 and 1']);
});

const classes = {
  framework: 'keras@3.10',
  loss: 'sparse_categorical_crossentropy',
  y_true: [1, 2, 1],
  y_pred: [
    [0.1, 0.2, 0.4, 0.3],
    [0.25, 0.15, 0.35, 0.25],
    [0.3, 0.22, 0.08, 0.4],
  ],
};

test('class indices off by one, where there is such a class', async () => {
  const numbers = await numbersOf(labels, classes);
  expect(numbers.get('y_true=y_true + 1')).toBeCloseTo(-mean(ln(0.4), ln(0.25), ln(0.08)), 6);
  expect(numbers.get('y_true=y_true - 1')).toBeCloseTo(-mean(ln(0.1), ln(0.15), ln(0.3)), 6);
  const ends = await numbersOf(labels, { ...classes, y_true: [0, 3, 1] });
  expect([...ends.keys()].filter((id) => /[+-] 1$/.test(id))).toEqual([]);
  expect(await causesOf(classes, (-mean(ln(0.1), ln(0.15), ln(0.3))).toFixed(6))).toContain(
    'y_true=y_true - 1',
  );
});

test('the ignored label stays what it is', async () => {
  const ignoring = { ...classes, y_true: [1, -100, 1], params: { ignore_class: -100 } };
  const numbers = await numbersOf(labels, ignoring);
  // Keras divides by the rows that are left.
  expect(numbers.get('y_true=y_true - 1')).toBeCloseTo(-mean(ln(0.1), ln(0.3)), 6);
  // mmsegmentation's reduce_zero_label: 0 is ignored, the rest moves down.
  const zero = await numbersOf(labels, { ...classes, y_true: [0, 3, 1], params: { ignore_class: -1 } });
  expect(zero.get('y_true=y_true - 1, 0 ignored')).toBeCloseTo(-mean(ln(0.35), ln(0.3)), 6);
});

test('the other class', async () => {
  const file = { framework: 'torch', loss: 'BCELoss', y_true: [1, 0, 1], y_pred: [0.9, 0.2, 0.6] };
  const other = -mean(ln(0.1), ln(0.2), ln(0.4));
  expect((await numbersOf(labels, file)).get('y_true=1 - y_true')).toBeCloseTo(other, 6);
  expect(await causesOf(file, other.toFixed(6))).toContain('y_true=1 - y_true');
  const rows = { framework: 'keras@3', loss: 'categorical_crossentropy' };
  const two = {
    ...rows,
    y_true: [
      [1, 0],
      [0, 1],
    ],
    y_pred: [
      [0.9, 0.1],
      [0.3, 0.7],
    ],
  };
  expect((await numbersOf(labels, two)).get('y_true=1 - y_true')).toBeCloseTo(-mean(ln(0.1), ln(0.3)), 6);
});

// S7: with indices torch divides by the weights of the labels, with rows of probabilities by the rows:
// 1.752907 and 0.666105.
test('one-hot rows and class indices are divided by other counts', async () => {
  const logits = { framework: 'torch', loss: 'CrossEntropyLoss', params: { weight: [0.4, 0.36] } };
  const y_pred = [
    [3, 4],
    [6, 9],
  ];
  const indices = { ...logits, y_true: [1, 0], y_pred };
  const rows = {
    ...logits,
    y_true: [
      [0, 1],
      [1, 0],
    ],
    y_pred,
  };
  expect((await numbersOf(labels, indices)).get('y_true=one-hot rows')).toBeCloseTo(0.666105, 6);
  expect((await numbersOf(labels, rows)).get('y_true=class indices')).toBeCloseTo(1.752907, 6);
  expect(await causesOf(rows, '1.752907')).toContain('y_true=class indices');
  // Keras has two losses for them.
  const { y_true, ...sparse } = classes;
  const keras = await numbersOf(labels, { ...sparse, y_true, class_weight: { 0: 1, 1: 2, 2: 1, 3: 1 } });
  const weighted = -(2 * ln(0.2) + ln(0.35) + 2 * ln(0.22)) / 3;
  expect(keras.get('y_true=one-hot rows')).toBeCloseTo(weighted, 6);
});

test('targets that are probabilities, and the likeliest classes alone', async () => {
  const soft = {
    ...classes,
    loss: 'categorical_crossentropy',
    y_true: [
      [0.7, 0.1, 0.1, 0.1],
      [0.1, 0.2, 0.6, 0.1],
      [0, 0, 0, 1],
    ],
  };
  const hard = -mean(ln(0.1), ln(0.35), ln(0.4));
  expect((await numbersOf(labels, soft)).get('y_true=the likeliest classes')).toBeCloseTo(hard, 6);
});
