/**
 * A second oracle: tfjs's own losses (tfjs-core 4.22.0 tf.losses.*, tfjs-layers 4.22.0), which others wrote,
 * where they compute the same thing as a Keras version.
 */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import * as layers from '@tensorflow/tfjs-layers';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { AskedAudit } from '../../src/audit/audit.js';
import { resolved } from '../../src/audit/resolve.js';
import { runAudit } from '../../src/audit/run.js';
import { chooseEngines, type Engines } from '../../src/engines/choose.js';
import { measureAccumulator } from '../../src/engines/tfjs/accumulator.js';
import { findFramework } from '../../src/frameworks/index.js';
import { array } from '../support/reference-cases.js';

let engines: Engines;
beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend('cpu');
  engines = await chooseEngines('tfjs-cpu', 'float32', 'test');
});

interface Rows {
  y: number[][];
  p: number[][];
  w: number[];
}
const rows: fc.Arbitrary<Rows> = fc.integer({ min: 1, max: 6 }).chain((n) => {
  const grid = (value: fc.Arbitrary<number>) =>
    fc.array(fc.array(value, { minLength: 3, maxLength: 3 }), { minLength: n, maxLength: n });
  return fc.record({
    y: grid(fc.constantFrom(0, 1)),
    p: grid(fc.integer({ min: 1, max: 99 }).map((x) => x / 100)),
    w: fc.array(fc.constantFrom(0, 0.5, 1, 2), { minLength: n, maxLength: n }),
  });
});

function keras(version: string, loss: string, r: Rows, weighted: boolean, params = {}) {
  const rules = findFramework(`keras@${version}`);
  const output = {
    name: 'o',
    loss,
    params,
    arrays: {
      y_true: array(r.y),
      y_pred: array(r.p),
      sample_weight: weighted ? array(r.w) : undefined,
    },
    lossWeight: 1,
  };
  const asked: AskedAudit = {
    name: '',
    file: '',
    framework: '',
    rules,
    settings: {},
    outputs: [output],
    regularization: {},
    reported: [],
    dtype: 'float32',
  };
  return runAudit(resolved(asked), engines, { full: true, version: 'test' });
}

function close(a: number, b: number): void {
  if (Number.isNaN(a) && Number.isNaN(b)) return;
  expect(Math.abs(a - b)).toBeLessThanOrEqual(2e-6 * Math.max(Math.abs(b), 0.1));
}

describe('tf.losses', () => {
  // One weight per row against losses [N, 3]: by default divided by the number of non-zero weights, as in
  // Keras 2.2.
  test.each([
    [
      'mean_squared_error',
      (y: tf.Tensor2D, p: tf.Tensor2D, w?: tf.Tensor) => tf.losses.meanSquaredError(y, p, w),
    ],
    [
      'mean_absolute_error',
      (y: tf.Tensor2D, p: tf.Tensor2D, w?: tf.Tensor) => tf.losses.absoluteDifference(y, p, w),
    ],
  ])('%s with non-zero weights counted', async (loss, oracle) => {
    await fc.assert(
      fc.asyncProperty(rows, async (r) => {
        const value = oracle(
          tf.tensor2d(r.y),
          tf.tensor2d(r.p),
          tf.tensor2d(r.w.map((w) => [w])),
        ).dataSync()[0];
        close((await keras('2.2.4', loss, r, true)).total, value);
      }),
      { numRuns: 60 },
    );
  });

  test('huber without weights, as Keras 2.15', async () => {
    await fc.assert(
      fc.asyncProperty(rows, fc.constantFrom(0.25, 0.5, 1), async (r, delta) => {
        const value = tf.losses.huberLoss(tf.tensor2d(r.y), tf.tensor2d(r.p), undefined, delta).dataSync()[0];
        close((await keras('2.15', 'huber', r, false, { delta })).total, value);
      }),
      { numRuns: 60 },
    );
  });

  test('sigmoid cross-entropy of logits, as Keras 3 with from_logits', async () => {
    await fc.assert(
      fc.asyncProperty(rows, fc.constantFrom(0, 0.1), async (r, smoothing) => {
        const value = tf.losses
          .sigmoidCrossEntropy(tf.tensor2d(r.y), tf.tensor2d(r.p), undefined, smoothing)
          .dataSync()[0];
        close(
          (
            await keras('3', 'binary_crossentropy', r, false, {
              from_logits: true,
              label_smoothing: smoothing,
            })
          ).total,
          value,
        );
      }),
      { numRuns: 60 },
    );
  });
});

describe('tfjs-layers', () => {
  // Its losses have no public functions of their own: a model that gives its input back is compiled with
  // each.
  test.each([
    ['meanSquaredError', 'mean_squared_error', '3'],
    ['meanAbsoluteError', 'mean_absolute_error', '3'],
    ['binaryCrossentropy', 'binary_crossentropy', '2.2.4'],
    ['hinge', 'hinge', '2.2.4'],
    ['categoricalCrossentropy', 'categorical_crossentropy', '3'],
  ])('%s is %s of keras %s', async (name, loss, version) => {
    const model = layers.sequential();
    model.add(layers.layers.activation({ activation: 'linear', inputShape: [3] }));
    model.compile({ loss: name, optimizer: 'sgd' });
    await fc.assert(
      fc.asyncProperty(rows, async (r) => {
        const value = (
          model.evaluate(tf.tensor2d(r.p), tf.tensor2d(r.y), { batchSize: 8 }) as tf.Scalar
        ).dataSync()[0];
        close((await keras(version, loss, r, false)).total, value);
      }),
      { numRuns: 30 },
    );
  });
});

test("the CPU backend's sums accumulate in float64, as its reports say", () => {
  expect(measureAccumulator(tf)).toBe('float64');
  expect(engines.headline.info.accumulator).toBe('float64');
});
