/** Seeded audits of a dozen rows, on which hypotheses of every axis differ. */

/** Mulberry32: the same numbers everywhere. */
export function seeded(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

type Nested = number | readonly Nested[];

const random = seeded(20261127);
const round = (x: number, digits = 3) => Number(x.toFixed(digits));
const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

function array([n, ...rest]: readonly number[], of: () => number): Nested {
  return n === undefined ? of() : Array.from({ length: n }, () => array(rest, of));
}

const ROWS = 11;
const labels = (shape: readonly number[], classes: number) =>
  array(shape, () => Math.floor(random() * classes));
const reals = (...shape: number[]) => array(shape, () => round(normal()));
const weights = (...shape: number[]) => array(shape, () => round(0.5 + 2 * random(), 2));
const someZero = (...shape: number[]) =>
  array(shape, () => (random() < 0.2 ? 0 : round(0.5 + 2 * random(), 2)));
const mask = (...shape: number[]) => array(shape, () => Number(random() < 0.7));

function probabilities(...shape: number[]): Nested {
  const row = () => {
    const e = Array.from({ length: shape.at(-1)! }, () => Math.exp(normal()));
    const sum = e.reduce((a, b) => a + b, 0);
    const p = e.map((x) => round(x / sum, 4));
    const rest = p.slice(1).reduce((a, b) => a - b, 1);
    return [round(rest, 4), ...p.slice(1)];
  };
  const build = ([n, ...rest]: readonly number[]): Nested =>
    n === undefined ? row() : Array.from({ length: n }, () => build(rest));
  return build(shape.slice(0, -1));
}

function oneHot(indices: Nested, classes: number): Nested {
  if (typeof indices === 'number') return Array.from({ length: classes }, (_, k) => Number(k === indices));
  return indices.map((i) => oneHot(i, classes));
}

const classes = labels([ROWS], 4);

/** By what they are meant to show. */
export const EXPLAINED_AUDITS: Readonly<Record<string, object>> = {
  'weighted mse': {
    framework: 'keras@2.2',
    loss: 'mse',
    y_true: reals(ROWS, 2),
    y_pred: reals(ROWS, 2),
    sample_weight: someZero(ROWS),
  },
  'masked sequences': {
    framework: 'keras@2.2',
    loss: 'mean_absolute_error',
    y_true: reals(4, 5, 1),
    y_pred: reals(4, 5, 1),
    mask: mask(4, 5),
    sample_weight: weights(4),
  },
  batches: {
    framework: 'keras@3.10',
    loss: 'huber',
    y_true: reals(ROWS, 1),
    y_pred: reals(ROWS, 1),
    batch_size: 3,
  },
  'one-hot classes': {
    framework: 'keras@2.15',
    loss: 'categorical_crossentropy',
    y_true: oneHot(classes, 4),
    y_pred: probabilities(ROWS, 4),
  },
  'class weights': {
    framework: 'keras@3.10',
    loss: 'sparse_categorical_crossentropy',
    y_true: classes,
    y_pred: probabilities(ROWS, 4),
    class_weight: { 0: 1, 1: 2.5, 2: 0.5, 3: 1.5 },
  },
  'two outputs': {
    framework: 'keras@2.15',
    outputs: {
      a: { loss: 'mse', y_true: reals(ROWS, 1), y_pred: reals(ROWS, 1), loss_weight: 0.5 },
      b: { loss: 'mae', y_true: reals(ROWS, 3), y_pred: reals(ROWS, 3), loss_weight: 2 },
    },
    regularization: { l2: 0.137 },
  },
  'torch classes': {
    framework: 'torch',
    loss: 'CrossEntropyLoss',
    params: { weight: [1, 2.5, 0.5, 1.5], ignore_index: 3 },
    y_true: classes,
    y_pred: reals(ROWS, 4),
  },
  'torch logits': {
    framework: 'torch',
    loss: 'BCEWithLogitsLoss',
    params: { pos_weight: [2] },
    y_true: labels([ROWS, 1], 2),
    y_pred: reals(ROWS, 1),
  },
  'torch regression': {
    framework: 'torch',
    loss: 'SmoothL1Loss',
    params: { beta: 0.5 },
    y_true: reals(ROWS),
    y_pred: reals(ROWS),
  },
  'language model': {
    framework: 'huggingface@5',
    loss: 'ForCausalLMLoss',
    y_true: array([3, 6], () => (random() < 0.2 ? -100 : Math.floor(random() * 5))),
    y_pred: reals(3, 6, 5),
  },
  'log loss': {
    framework: 'sklearn',
    loss: 'log_loss',
    y_true: classes,
    y_pred: probabilities(ROWS, 4),
    sample_weight: weights(ROWS),
  },
  optax: {
    framework: 'optax',
    loss: 'sigmoid_binary_cross_entropy',
    y_true: labels([ROWS, 2], 2),
    y_pred: reals(ROWS, 2),
  },
};
