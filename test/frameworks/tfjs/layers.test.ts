/**
 * tfjs-layers is here to be asked: random audits against the functions that a compiled model has, and class
 * weights against fit.
 */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { beforeAll, expect, test } from 'vitest';
import type { NdArray } from '../../../src/tensor/ndarray.js';
import { answerOf, Draw, difference, type Kind } from './draws.js';

beforeAll(() => tf.setBackend('cpu'));

const LOSSES: Readonly<Record<string, readonly [y: Kind, p: Kind]>> = {
  meanSquaredError: ['normal', 'normal'],
  meanAbsoluteError: ['normal', 'normal'],
  meanAbsolutePercentageError: ['normal', 'normal'],
  meanSquaredLogarithmicError: ['normal', 'normal'],
  squaredHinge: ['signs', 'normal'],
  hinge: ['signs', 'normal'],
  categoricalHinge: ['bits', 'normal'],
  logcosh: ['normal', 'normal'],
  categoricalCrossentropy: ['unit', 'unit'],
  sparseCategoricalCrossentropy: ['labels', 'unit'],
  binaryCrossentropy: ['unit', 'unit'],
  kullbackLeiblerDivergence: ['unit', 'unit'],
  poisson: ['normal', 'unit'],
  cosineProximity: ['normal', 'normal'],
};

type Loss = (y: tf.Tensor, p: tf.Tensor, fromLogits?: boolean) => tf.Tensor;

const tensor = (a: NdArray) => tf.tensor(Float32Array.from(a.data), [...a.shape], 'float32');

/** The function that a model compiled with the name uses. */
function compiled(loss: string): Loss {
  const activation = layers.layers.activation({ activation: 'linear', inputShape: [1] });
  const model = layers.sequential({ layers: [activation] });
  model.compile({ loss, optimizer: 'sgd' });
  return (model as unknown as { model: { lossFunctions: Loss[] } }).model.lossFunctions[0]!;
}

interface Spec {
  readonly loss: string;
  readonly params: { readonly fromLogits?: boolean };
  readonly y_true: NdArray;
  readonly y_pred: NdArray;
}

function specOf(draw: Draw, loss: string, k: number): Spec {
  const [y, p] = LOSSES[loss]!;
  const sparse = y === 'labels';
  const rank = draw.choice(sparse ? [2, 2, 3] : [1, 2, 2, 2, 3]);
  const shape = Array.from({ length: rank }, () => draw.choice(k % 12 === 11 ? [1, 2] : [1, 2, 2, 3, 3, 4]));
  const rows = sparse ? shape.slice(0, -1) : shape;
  const other = k % 8 === 7 ? draw.choice([[...rows, 1], rows.slice(1), rows.map(() => 1), [2]]) : rows;
  const odd = k % 5 === 4;
  const logits = loss.includes('ategoricalCross') && draw.sometimes(0.4);
  return {
    loss,
    params: logits ? { fromLogits: true } : {},
    y_true: draw.array(other, y, odd && !sparse),
    y_pred: draw.array(shape, logits ? 'normal' : p, odd),
  };
}

const draw = new Draw(14);
const specs = Object.keys(LOSSES).flatMap((loss) =>
  Array.from({ length: 40 }, (_, k) => specOf(draw, loss, k)),
);

test.each(specs.map((spec, i) => [i, spec.loss, spec] as const))('%i %s', async (i, loss, spec) => {
  const { params, y_true, y_pred } = spec;
  const none = i % 2 === 0;
  const answers = tf.tidy(() => {
    try {
      const each = compiled(loss)(tensor(y_true), tensor(y_pred), params.fromLogits);
      return [each, tf.mean(each)].map((t) => Array.from(t.dataSync()));
    } catch {
      return undefined;
    }
  });
  const audit = {
    framework: 'tfjs-layers',
    ...spec,
    params: { ...params, reduction: none ? 'none' : 'mean' },
  };
  const actual = await answerOf(audit, none);
  if (actual instanceof Error || !answers) {
    expect([actual instanceof Error ? actual.message : actual, answers]).toEqual([
      expect.any(String),
      undefined,
    ]);
    return;
  }
  const [each = [], mean = []] = answers;
  const scale = Math.max(1, ...each.map(Math.abs).filter(Number.isFinite));
  expect(difference(actual, none ? each : mean, scale)).toBe('');
});

test.each(Array.from({ length: 12 }, (_, i) => i))('class weights of fit, %i', async (k) => {
  const classes = draw.choice([1, 3]);
  const [N, width] = [draw.int(2, 5), classes];
  const labels = Array.from({ length: N }, () => draw.int(0, Math.max(1, classes - 1)));
  const rows = labels.flatMap((c) =>
    Array.from({ length: width }, (_, i) => (classes === 1 ? c : Number(i === c))),
  );
  const y_true: NdArray = { dtype: 'float32', shape: [N, width], data: Float64Array.from(rows) };
  const y_pred = draw.array([N, width], 'unit', false);
  const class_weight = { 0: 1, 1: 10, 2: 0.5, ...(k === 0 && { 1: 0 }) };
  const identity = tf.eye(width);
  const dense = layers.layers.dense({
    units: width,
    useBias: false,
    inputShape: [width],
    weights: [identity],
  });
  const model = layers.sequential({ layers: [dense] });
  model.compile({ loss: 'meanSquaredError', optimizer: tf.train.sgd(0) });
  const [x, y] = [tensor(y_pred), tensor(y_true)];
  const { history } = await model.fit(x, y, {
    batchSize: 2,
    epochs: 1,
    shuffle: false,
    verbose: 0,
    classWeight: class_weight,
  });
  const audit = {
    framework: 'tfjs-layers',
    loss: 'meanSquaredError',
    y_true,
    y_pred,
    class_weight,
    batch_size: 2,
  };
  const actual = await answerOf(audit, false);
  expect(difference(actual as number[], history.loss as number[], 1)).toBe('');
});

test('a class without weight is refused, as fit does', async () => {
  const y = { dtype: 'float32' as const, shape: [2], data: Float64Array.of(0, 2) };
  const audit = { framework: 'tfjs-layers', loss: 'meanSquaredError', y_true: y, y_pred: y };
  const refusal = await answerOf({ ...audit, class_weight: { 0: 1, 1: 1 } }, false);
  expect(String(refusal)).toContain('class_weight has no entry for class 2');
});
