// Random cases of tf.losses of @tensorflow/tfjs-core and of the losses of @tensorflow/tfjs-layers
// on the CPU backend: node generate.mjs [SEED] > cases (see ../run.mjs). Slots: y_true, y_pred (the
// losses of computeWeightedLoss), sample_weight the `weights`, a number where it is a scalar.
// expected_per_sample has no weights. `mean` of tfjs-layers is what fit reports of one batch.
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';

await tf.setBackend('cpu');
const CORE = 'tfjs-core';
const LAYERS = 'tfjs-layers';
const ODD = ['Infinity', '-Infinity', 'NaN'];
const LARGE = [0, 30, -30, 100, -100, 1000, -1000];
const REDUCTIONS = ['SUM_BY_NONZERO_WEIGHTS', 'MEAN', 'NONE', 'SUM', 'SUM_BY_NONZERO_WEIGHTS', 'MEAN'];
const specs = [];

// ---- random arrays of short decimals (mulberry32)

let state = Number(process.argv[2] ?? 14);
function random() {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), state | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
}
const int = (low, high) => low + Math.floor(random() * (high - low + 1));
const choice = (list) => list[int(0, list.length - 1)];
const sometimes = (chance) => random() < chance;
const full = ([n, ...rest], f) => (n === undefined ? f() : Array.from({ length: n }, () => full(rest, f)));
const normal = (shape, scale = 3) =>
  full(shape, () => {
    const gauss = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    return Math.round(gauss * scale * 100) / 100;
  });
const unit = (shape) => full(shape, () => int(1, 99) / 100);
const positive = (shape) => full(shape, () => int(1, 100) / 20);
const counts = (shape) => full(shape, () => int(0, 6));
const bits = (shape) => full(shape, () => int(0, 1));
const signs = (shape) => full(shape, () => choice([-1, 1]));
const labels = (shape, classes) => full(shape, () => int(0, classes - 1));
const drawWeights = (shape) => full(shape, () => choice([0, 0.25, 0.5, 1, 1, 2, 3]));
const rowsOf = (shape, row) => full(shape.slice(0, -1), () => row(shape.at(-1)));
const onehot = (shape) =>
  rowsOf(shape, (n) => {
    const at = int(0, n - 1);
    return Array.from({ length: n }, (_, i) => Number(i === at));
  });
const shares = (shape) =>
  rowsOf(shape, (n) => {
    const cuts = [0, ...Array.from({ length: n - 1 }, () => int(0, 20)).sort((a, b) => a - b), 20];
    return cuts.slice(1).map((c, i) => (c - cuts[i]) / 20);
  });

/** One number of `a` becomes an odd one. */
function spoil(a, values) {
  let row = a;
  while (Array.isArray(row[0])) row = choice(row);
  row[int(0, row.length - 1)] = choice(values);
  return a;
}

const elements = () => {
  const [n, c, d] = [int(1, 4), int(2, 4), int(2, 3)];
  return choice([[n], [n, 1], [n, c], [n, c], [Math.min(n, 2), c, d]]);
};
const some = (params) => Object.fromEntries(Object.entries(params).filter(() => sometimes(0.6)));

// ---- tfjs-core

let turn = 0;
function core(loss, y_true, y_pred, params = {}, more = {}) {
  const reduction = more.reduction ?? REDUCTIONS[turn++ % REDUCTIONS.length];
  specs.push({
    library: CORE,
    loss,
    api: `tf.losses.${loss}`,
    params,
    y_true,
    y_pred,
    dtype: 'float32',
    ...more,
    reduction,
  });
}

/** Weights that core takes: a scalar, each dimension one or equal, a lower rank. */
function weighting(shape, chance = 0.7) {
  if (!sometimes(chance)) return {};
  const kind = int(0, 6);
  if (kind === 0) return { sample_weight: choice([0, 0.5, 2, -1]) };
  if (kind === 1 && shape.length > 1) return { sample_weight: drawWeights(shape.slice(1)) };
  const w = drawWeights(shape.map((n) => (kind > 3 && sometimes(0.3) ? 1 : n)));
  return { sample_weight: kind === 6 ? spoil(w, [-1, -0.5]) : w };
}

const DRAWS = {
  absoluteDifference: (shape) => [normal(shape), normal(shape)],
  meanSquaredError: (shape) => [normal(shape), normal(shape)],
  huberLoss: (shape) => [normal(shape), normal(shape)],
  logLoss: (shape) => [choice([bits, bits, unit])(shape), unit(shape)],
  hingeLoss: (shape) => [sometimes(0.2) ? signs(shape) : bits(shape), normal(shape)],
  sigmoidCrossEntropy: (shape) => [choice([bits, unit])(shape), normal(shape)],
};
const PARAMS = {
  huberLoss: () => some({ delta: choice([0.25, 0.5, 1, 2, 0, -1]) }),
  logLoss: () => some({ epsilon: choice([1e-7, 1e-3, 0, 1e-15]) }),
  sigmoidCrossEntropy: () => some({ labelSmoothing: choice([0, 0.1, 0.3, 1, 1.5]) }),
};
for (const [loss, draw] of Object.entries(DRAWS)) {
  const params = PARAMS[loss] ?? (() => ({}));
  for (let k = 0; k < 26; k++) {
    const shape = elements();
    const [t, p] = draw(shape);
    if (k % 6 === 5) spoil(p, loss === 'logLoss' ? [0, 1, 1.2, -0.1, 'NaN'] : [...ODD, ...LARGE]);
    core(loss, t, p, params(), weighting(shape));
  }
  for (const [a, b] of [
    [[3], [3, 1]],
    [[3], [2, 3]],
    [[2], [3]],
  ])
    core(loss, draw(a)[0], draw(b)[1], params(), { about: 'y_true' });
  for (const w of [
    [1, 0, 2],
    [[1], [2], [0]],
    [1, 2],
  ])
    core(loss, ...draw([2, 3]), params(), { sample_weight: w, about: 'sample_weight' });
  core(loss, ...draw([2]), params(), { sample_weight: [[1], [2]] });
  for (const reduction of REDUCTIONS.slice(0, 4))
    core(loss, ...draw([2, 2]), params(), {
      reduction,
      sample_weight: [
        [0, 0],
        [0, 0],
      ],
    });
  for (const reduction of REDUCTIONS.slice(0, 4))
    core(loss, [], [], params(), { reduction, shapes: { y_true: [0, 2], y_pred: [0, 2] } });
}
for (let k = 0; k < 34; k++) {
  const shape = choice([
    [2, 3],
    [3, 2],
    [1, 4],
    [4, 3],
    [2, 2, 3],
    [2, 3, 2],
  ]);
  const p = normal(shape);
  if (k % 6 === 5) spoil(p, [...ODD, ...LARGE]);
  core(
    'softmaxCrossEntropy',
    choice([onehot, shares, unit])(shape),
    p,
    some({ labelSmoothing: choice([0, 0.1, 0.3, 1]) }),
    weighting(shape.slice(0, -1)),
  );
}
core('softmaxCrossEntropy', onehot([3, 3]), normal([2, 3]), {}, { about: 'y_true' });
core('softmaxCrossEntropy', [0, 1], normal([2, 3]), {}, { about: 'y_true' });
core('softmaxCrossEntropy', [0, 1, 0], normal([3]), {});
core('softmaxCrossEntropy', [0, 1, 0], normal([3]), { labelSmoothing: 0.1 }, { about: 'labelSmoothing' });
core(
  'softmaxCrossEntropy',
  onehot([2, 3]),
  normal([2, 3]),
  {},
  { sample_weight: drawWeights([2, 3]), about: 'sample_weight' },
);
core('softmaxCrossEntropy', onehot([2, 3]), normal([2, 3]), {}, { sample_weight: [[1], [2]] });
core('softmaxCrossEntropy', [], [], {}, { shapes: { y_true: [0, 3], y_pred: [0, 3] } });
for (let k = 0; k < 22; k++) {
  const shape = choice([[2, 2], [3, 2], [2, 3], [2, 2, 3], [1, 4], [3]]);
  const axis = int(-shape.length, shape.length - 1);
  const kept = shape.map((n, i) => (i === (axis + shape.length) % shape.length ? 1 : n));
  core('cosineDistance', normal(shape, 1), normal(shape, 1), k % 9 === 8 ? {} : { axis }, weighting(kept));
}
core('cosineDistance', [[1, 0]], [[0, 1]], { axis: 2 }, { about: 'axis' });
core('cosineDistance', [[1, 0]], [0, 1], { axis: 0 }, { about: 'y_true' });
for (let k = 0; k < 22; k++) {
  const shape = elements();
  const losses = positive(shape);
  if (k % 6 === 5) spoil(losses, ODD);
  core('computeWeightedLoss', null, losses, {}, weighting(shape, 0.8));
}
for (const w of [
  [1, 0, 2],
  [[1], [2], [0]],
  [1, 2],
])
  core('computeWeightedLoss', null, positive([2, 3]), {}, { sample_weight: w, about: 'sample_weight' });
for (const reduction of REDUCTIONS.slice(0, 4))
  core('computeWeightedLoss', null, positive([3]), {}, { reduction, sample_weight: [1, -1, 0] });

// ---- tfjs-layers

function layer(loss, y_true, y_pred, params = {}, more = {}) {
  const reduction = more.reduction ?? choice(['none', 'mean']);
  const api = params.fromLogits === undefined ? `loss: '${loss}'` : `${loss}(y,p,${params.fromLogits})`;
  specs.push({ library: LAYERS, loss, api, params, y_true, y_pred, dtype: 'float32', ...more, reduction });
}

const REGRESSION = [
  'meanSquaredError',
  'meanAbsoluteError',
  'meanAbsolutePercentageError',
  'meanSquaredLogarithmicError',
  'logcosh',
  'hinge',
  'squaredHinge',
  'poisson',
  'cosineProximity',
];
for (const loss of REGRESSION) {
  const hinge = loss.toLowerCase().includes('hinge');
  for (let k = 0; k < 14; k++) {
    const shape = elements();
    const p = loss === 'poisson' ? positive(shape) : normal(shape);
    const t = hinge
      ? choice([signs, signs, bits])(shape)
      : loss === 'poisson'
        ? counts(shape)
        : normal(shape);
    if (k % 5 === 4) spoil(p, [...ODD, ...LARGE]);
    if (k % 6 === 5) spoil(t, [0]);
    layer(loss, t, p);
  }
  for (const [a, b] of [
    [[3], [3, 1]],
    [[3], [2, 3]],
  ])
    layer(loss, normal(a), positive(b), {}, { about: 'y_true' });
  layer(loss, normal([2]), positive([2, 3]), {}, { about: 'y_true' });
  layer(loss, [], [], {}, { reduction: 'mean', shapes: { y_true: [0, 2], y_pred: [0, 2] } });
}
for (const loss of [
  'categoricalHinge',
  'kullbackLeiblerDivergence',
  'binaryCrossentropy',
  'categoricalCrossentropy',
]) {
  for (let k = 0; k < 20; k++) {
    const shape = choice([[2, 3], [3, 2], [1, 4], [4, 3], [2, 2, 3], [3]]);
    const p = choice(loss === 'binaryCrossentropy' ? [unit] : [shares, shares, unit])(shape);
    const t = loss === 'binaryCrossentropy' ? choice([bits, unit])(shape) : choice([onehot, shares])(shape);
    const logits = loss === 'categoricalCrossentropy' && k % 3 === 2;
    if (k % 5 === 4) spoil(p, [0, 1, 1.2, -0.1, 'NaN', 'Infinity']);
    layer(loss, t, logits ? normal(shape) : p, logits ? { fromLogits: true } : {});
  }
  layer(loss, bits([3]), unit([3, 1]), {}, { about: 'y_true' });
  layer(loss, onehot([2, 3]), unit([2, 2]), {}, { about: 'y_true' });
  layer(loss, [], [], {}, { reduction: 'mean', shapes: { y_true: [0, 2], y_pred: [0, 2] } });
}
layer('categoricalCrossentropy', onehot([2, 3]), [
  [0, 0, 0],
  [0.2, 0.3, 0.1],
]);
for (let k = 0; k < 22; k++) {
  const shape = choice([
    [2, 3],
    [3, 2],
    [1, 4],
    [4, 3],
    [2, 2, 3],
  ]);
  const logits = k % 3 === 2;
  const p = logits ? normal(shape) : choice([shares, shares, unit])(shape);
  const t = labels(shape.slice(0, -1), shape.at(-1));
  if (k % 5 === 4) spoil(t, [-1, -100, shape.at(-1), 0.7, 1.2]);
  if (k % 7 === 6) spoil(p, [0, 1, 'NaN']);
  const column = k % 8 === 7 && shape.length === 2;
  layer(
    'sparseCategoricalCrossentropy',
    column ? t.map((v) => [v]) : t,
    p,
    logits ? { fromLogits: true } : {},
  );
}
layer('sparseCategoricalCrossentropy', [0, 1, 0], shares([2, 3]), {}, { about: 'y_true' });
for (const name of ['mse', 'mape', 'kld', 'huber', 'softmaxCrossEntropy'])
  layer(name, [1], [2], {}, { about: 'loss' });

// ---- running

const float = (v) => (typeof v === 'string' ? Number(v) : v);
function tensor(spec, slot) {
  const value = spec[slot];
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'number') return tf.scalar(value);
  const mapped = (a) => (Array.isArray(a) ? a.map(mapped) : float(a));
  return tf.tensor(mapped(value), spec.shapes?.[slot], 'float32');
}

/** The function that a model compiled with the name uses. */
function compiled(loss) {
  const model = layers.sequential({
    layers: [layers.layers.activation({ activation: 'linear', inputShape: [1] })],
  });
  model.compile({ loss, optimizer: 'sgd' });
  return model.model.lossFunctions[0];
}

function coreLoss(spec, weights, reductionName) {
  const reduction = tf.Reduction[reductionName];
  const [t, p, { params }] = [tensor(spec, 'y_true'), tensor(spec, 'y_pred'), spec];
  if (spec.loss === 'computeWeightedLoss') return tf.losses.computeWeightedLoss(p, weights, reduction);
  if (spec.loss === 'cosineDistance') return tf.losses.cosineDistance(t, p, params.axis, weights, reduction);
  const own = {
    huberLoss: 'delta',
    logLoss: 'epsilon',
    sigmoidCrossEntropy: 'labelSmoothing',
    softmaxCrossEntropy: 'labelSmoothing',
  }[spec.loss];
  return own
    ? tf.losses[spec.loss](t, p, weights, params[own], reduction)
    : tf.losses[spec.loss](t, p, weights, reduction);
}

function run(spec) {
  if (spec.library === LAYERS) {
    const each = compiled(spec.loss)(
      tensor(spec, 'y_true'),
      tensor(spec, 'y_pred'),
      ...(spec.params.fromLogits === undefined ? [] : [spec.params.fromLogits]),
    );
    return spec.reduction === 'none'
      ? { expected: literals(each) }
      : { expected_per_sample: literals(each), expected: literals(tf.mean(each)) };
  }
  const expected = literals(coreLoss(spec, tensor(spec, 'sample_weight'), spec.reduction));
  if (spec.loss === 'computeWeightedLoss') return { expected };
  const each = coreLoss(spec, undefined, 'NONE');
  return each.size <= 12 ? { expected_per_sample: literals(each), expected } : { expected };
}

const ZERO = '@-0';
/** The shortest decimal that rounds to the float32 x. */
function shortest(x) {
  if (Number.isNaN(x)) return 'NaN';
  if (!Number.isFinite(x)) return x > 0 ? 'Infinity' : '-Infinity';
  if (Object.is(x, -0)) return ZERO;
  for (let digits = 1; digits < 10; digits++)
    if (Math.fround(Number(x.toPrecision(digits))) === x) return Number(x.toPrecision(digits));
  return x;
}
function literals(t) {
  const nested = (a) => (Array.isArray(a) ? a.map(nested) : shortest(a));
  return nested(t.arraySync());
}

function answered(spec) {
  try {
    return tf.tidy(() => run(spec));
  } catch (error) {
    if (!spec.about) console.error('nobody knows what this is about:', spec.loss, error.message);
    const [message] = error.message.split('\n');
    return {
      expected_error: {
        type: error.constructor.name,
        message: message.slice(0, 240),
        about: spec.about ?? 'y_pred',
      },
    };
  }
}

const ORDER = [
  'id',
  'library',
  'version',
  'loss',
  'api',
  'params',
  'y_true',
  'y_pred',
  'sample_weight',
  'reduction',
  'dtype',
  'shapes',
];
console.log(
  JSON.stringify({
    versions: { [CORE]: tf.version_core, [LAYERS]: layers.version_layers, node: process.versions.node },
  }),
);
specs.forEach((spec, i) => {
  const id = `${spec.library}-${String(i).padStart(4, '0')}-${spec.loss}`;
  const named = { id, version: spec.library === CORE ? tf.version_core : layers.version_layers, ...spec };
  const ordered = Object.fromEntries(ORDER.filter((k) => k in named).map((k) => [k, named[k]]));
  console.log(JSON.stringify({ ...ordered, ...answered(spec) }).replaceAll(`"${ZERO}"`, '-0.0'));
});
