/**
 * tf.losses is here to be asked: random audits against what tfjs-core itself makes of the same numbers on its
 * CPU backend.
 */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import type { NdArray } from '../../../src/tensor/ndarray.js';
import { answerOf, Draw, difference, type Kind } from './draws.js';

beforeAll(() => tf.setBackend('cpu'));

/** What the targets and predictions hold. */
const LOSSES: Readonly<Record<string, readonly [y: Kind, p: Kind]>> = {
  absoluteDifference: ['normal', 'normal'],
  meanSquaredError: ['normal', 'normal'],
  huberLoss: ['normal', 'normal'],
  logLoss: ['unit', 'unit'],
  hingeLoss: ['bits', 'normal'],
  sigmoidCrossEntropy: ['unit', 'normal'],
  softmaxCrossEntropy: ['unit', 'normal'],
  cosineDistance: ['normal', 'normal'],
  computeWeightedLoss: ['normal', 'normal'],
};
/** The argument that a function has of its own. */
const OWN: Readonly<Record<string, { name: string; values: readonly (number | null)[] }>> = {
  huberLoss: { name: 'delta', values: [0.25, 1, 2, 0, -1, 1e-3] },
  logLoss: { name: 'epsilon', values: [1e-7, 1e-3, 0, 1e-15] },
  sigmoidCrossEntropy: { name: 'labelSmoothing', values: [0, 0.1, 0.3, 1, 1.5, -0.1] },
  softmaxCrossEntropy: { name: 'labelSmoothing', values: [0, 0.1, 0.3, 1, -0.1] },
  cosineDistance: { name: 'axis', values: [0, 1, -1, 2, -2, null] },
};

interface Spec {
  readonly loss: string;
  readonly params: Readonly<Record<string, number | null>>;
  readonly y_true: NdArray;
  readonly y_pred: NdArray;
  readonly sample_weight?: NdArray;
  readonly reduction: number;
}

function specOf(draw: Draw, loss: string, k: number): Spec {
  const [y, p] = LOSSES[loss]!;
  const ranks = loss === 'softmaxCrossEntropy' ? [1, 2, 2, 3] : [1, 1, 2, 2, 3, 4];
  const rank = k % 20 === 3 ? 0 : draw.choice(ranks);
  const lengths = k % 12 === 11 ? [0, 1, 2] : [1, 2, 2, 3, 3, 4];
  const shape = Array.from({ length: rank }, () => draw.choice(lengths));
  const odd = k % 5 === 4;
  const own = OWN[loss];
  return {
    loss,
    params: own && draw.sometimes(0.7) ? { [own.name]: draw.choice(own.values) } : {},
    y_true: draw.array(k % 10 === 9 ? changed(draw, shape) : shape, y, odd),
    y_pred: draw.array(shape, p, odd),
    ...(draw.sometimes(0.7) && {
      sample_weight: draw.array(weightShape(draw, shape, loss), 'weights', odd && draw.sometimes(0.2)),
    }),
    reduction: draw.int(0, 3),
  };
}

/** A shape that is near. */
function changed(draw: Draw, shape: readonly number[]): number[] {
  return draw.choice([[...shape, 1], shape.slice(1), shape.map((n) => n + 1), [...shape]]);
}

/** Of a scalar, a lower rank, each length 1 or equal; now and then of one that does not fit, or widens. */
function weightShape(draw: Draw, shape: readonly number[], loss: string): number[] {
  const scores = loss === 'softmaxCrossEntropy' ? shape.slice(0, -1) : shape;
  const stretched = scores.map((n) => (draw.sometimes(0.3) ? 1 : n));
  return draw.choice([[], [...scores], [...scores], stretched, scores.slice(1), changed(draw, scores)]);
}

type Losses = Readonly<Record<string, (...args: unknown[]) => tf.Tensor>>;

/** What tfjs-core answers; undefined where it throws. */
function answer({ loss, params, y_true, y_pred, sample_weight, reduction }: Spec): number[] | undefined {
  const tensor = (a: NdArray) => tf.tensor(Float32Array.from(a.data), [...a.shape], 'float32');
  const own = OWN[loss] ? [params[OWN[loss].name] ?? undefined] : [];
  const weights = sample_weight && tensor(sample_weight);
  const labels = loss === 'computeWeightedLoss' ? [] : [tensor(y_true)];
  const behind = loss === 'cosineDistance' ? [...own, weights] : [weights, ...own];
  try {
    const losses = tf.losses as unknown as Losses;
    return Array.from(losses[loss]!(...labels, tensor(y_pred), ...behind, reduction).dataSync());
  } catch {
    return undefined;
  }
}

const NONE = tf.Reduction.NONE;
const draw = new Draw(14);
const specs = Object.keys(LOSSES).flatMap((loss) =>
  Array.from({ length: 60 }, (_, k) => specOf(draw, loss, k)),
);

test.each(specs.map((spec, i) => [i, spec.loss, spec] as const))('%i %s', async (_, loss, spec) => {
  const { y_true, params, reduction, ...rest } = spec;
  // By number or by name: the enum has both.
  const named = reduction % 2 === 0 ? reduction : tf.Reduction[reduction];
  const audit = {
    framework: 'tfjs',
    ...rest,
    ...(loss !== 'computeWeightedLoss' && { y_true }),
    params: { ...params, reduction: named },
  };
  const expected = tf.tidy(() => answer(spec));
  const actual = await answerOf(audit, reduction === NONE);
  if (actual instanceof Error || !expected) {
    expect([actual instanceof Error ? actual.message : actual, expected]).toEqual([
      expect.any(String),
      undefined,
    ]);
    return;
  }
  const each = tf.tidy(() => answer({ ...spec, reduction: NONE })) ?? [];
  const scale = Math.max(0, ...each.map(Math.abs).filter(Number.isFinite));
  expect(difference(actual, expected, scale)).toBe('');
});
