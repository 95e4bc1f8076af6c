/** What the losses over classes share: where the classes are, which targets count, weights, smoothing. */
import { LossauditError } from '../../../errors.js';
import type { SumOrder } from '../../../expr/kinds.js';
import { constant, type Expr } from '../../../expr/node.js';
import { sameShape } from '../../../expr/shapes.js';
import { shapeText } from '../../../tensor/ndarray.js';
import { ofLength } from '../../align.js';
import { logSoftmax } from '../../math.js';
import { integer, number, vector } from '../../param.js';
import type { Slots } from '../../slots.js';
import { inputAndTarget, type TermInputs, type TorchTerms } from '../define-loss.js';
import { inDtypeOf, scalarOf } from './mixed.js';
import { requireFloats, requireIndices, shapeRefused } from './refuse.js';

export const PROBABILITIES = 'CrossEntropyLoss with probabilities';
export const DEFAULT_IGNORED = -100;

/** A mask says which targets are ignored, as ignore_index does. */
export const CLASS_SLOTS: Slots = {
  ...inputAndTarget(true),
  mask: { optional: true, holds: 'yes or no', along: 'elements' },
};

export const CLASS_PARAMS = {
  weight: vector('class', { role: 'class-weights' }),
  ignore_index: integer(DEFAULT_IGNORED, { role: 'ignored-label' }),
};
export const CROSS_ENTROPY_PARAMS = {
  ...CLASS_PARAMS,
  // Below 0 it counts as 0.
  label_smoothing: number(0, { to: 1, versions: '1.10-', role: 'smoothing' }),
};
type ClassInputs = TermInputs<typeof CLASS_PARAMS>;
type CrossEntropyInputs = TermInputs<typeof CROSS_ENTROPY_PARAMS>;

/** The second axis; the only one of a single row. */
export function classAxis(x: Expr): number {
  return x.rank === 1 ? 0 : 1;
}

/** 2.0.1 refuses a target [1] of an input [C], 2.15.0 takes it. */
const SINCE_ONE_LABEL = '2.1';

/**
 * The target: the input without its class axis; of a single row also [1].
 * @throws LossauditError where it is not
 */
function labelsOf(inputs: ClassInputs, x: Expr): Expr {
  const given = inputs.arrays.y_true!;
  const alone = x.rank === 1 && given.rank === 1 && given.size === 1;
  const y = alone && (x.size === 1 || inputs.version.atLeast(SINCE_ONE_LABEL)) ? given.reshape([]) : given;
  if (x.rank === 0) throw shapeRefused(inputs, 'y_pred', x.shape, 'the input has an axis of classes');
  const wanted = x.shape.filter((_, i) => i !== classAxis(x));
  if (!sameShape(y.shape, wanted))
    throw shapeRefused(
      inputs,
      'y_true',
      y.shape,
      `the input of shape ${shapeText(x.shape)} wants ${shapeText(wanted)}`,
    );
  requireIndices(inputs);
  return y;
}

/** −weight[y] · log-probability of y (aten/src/ATen/native/LossNLL.cpp). */
export function indexTerms(inputs: ClassInputs, logs: Expr, axis: number): TorchTerms & { valid: Expr } {
  const { arrays, trace, params } = inputs;
  const y = labelsOf(inputs, logs);
  const weight = classWeights(inputs, logs.shape[axis]!);
  const named = y.notEqual(params.ignore_index);
  const counted = arrays.mask ? named.mul(arrays.mask) : named;
  const valid = trace.step(
    'ignored',
    `targets that are not ignore_index ${params.ignore_index}`,
    counted,
    'valid',
  );
  const label = valid.where(y, 0);
  const picked = logs.take(label, axis, 'y_true').neg();
  if (!weight)
    return { terms: valid.where(picked, 0), counts: valid, counted: 'targets that are not ignored', valid };
  const own = weight.at(label, 'y_true');
  return {
    terms: valid.where(picked.mul(own), 0),
    counts: trace.step(
      'class-weight',
      'the weight of each target that is not ignored',
      valid.where(own, 0),
      'weight',
    ),
    counted: 'class weights of the targets that are not ignored',
    valid,
  };
}

function classWeights({ params }: ClassInputs, classes: number): Expr | null {
  return params.weight && ofLength(params.weight, classes, 'weight', 'class');
}

/** A vector of the classes along the class axis. */
function alongClasses(weight: Expr, x: Expr, axis: number): Expr {
  return weight.reshape(x.shape.slice(axis).map((d, i) => (i === 0 ? d : 1)));
}

export function indexCrossEntropy(inputs: CrossEntropyInputs, x: Expr): TorchTerms {
  labelsOf(inputs, x);
  const { params, trace } = inputs;
  const axis = classAxis(x);
  const order = axis === x.rank - 1 ? 'aten' : undefined;
  const logs = trace.step(
    'log-softmax',
    'log-probabilities of the classes',
    logSoftmax(x, axis, order, true),
    'logp',
  );
  const plain = indexTerms(inputs, logs, axis);
  const { label_smoothing: smoothing } = params;
  if (!(smoothing > 0)) return plain;
  const classes = x.shape[axis]!;
  const weight = classWeights(inputs, classes);
  const each = weight ? logs.mul(alongClasses(weight, x, axis)) : logs;
  const spread = trace.step(
    'smoothing-term',
    'all classes alike; ignored targets cost nothing here either',
    plain.valid.where(each.sum(axis).neg(), 0),
    'smooth',
  );
  const terms = plain.terms.mul(constant(1 - smoothing)).add(spread.mul(constant(smoothing / classes)));
  // With weights two quotients, of which 0 / 0 is one where no target has a weight.
  return { ...plain, terms, ...(weight ? { nanWithoutCounts: true } : {}) };
}

/** −Σ weight · y · log-probability; the class weights enter no denominator. */
export function probabilityCrossEntropy(inputs: CrossEntropyInputs, x: Expr): TorchTerms {
  const { arrays, params, trace } = inputs;
  const { ignore_index: ignored, label_smoothing: smoothing } = params;
  requireFloats(inputs, 'y_true', 'a floating dtype for class probabilities');
  if (ignored >= 0) {
    const wanted = 'negative, for probabilities are never ignored';
    const data = { name: 'ignore_index', value: String(ignored), wanted };
    throw new LossauditError('bad-param', data, { where: 'params.ignore_index' });
  }
  const axis = classAxis(x);
  const classes = x.shape[axis]!;
  const weight = classWeights(inputs, classes);
  const order = axis === x.rank - 1 ? 'aten' : undefined;
  const logs = trace.step(
    'log-softmax',
    'log-probabilities of the classes',
    ownLogSoftmax(x, axis, order, inputs),
    'logp',
  );
  const given = arrays.y_true!;
  const target = (of: Expr) => inDtypeOf('y_true', inputs, of);
  const scalar = (value: number) => scalarOf('y_true', inputs, value);
  const y =
    smoothing > 0
      ? trace.step(
          'label-smoothing',
          `targets moved by ${smoothing} towards the same value for every class`,
          target(target(given.mul(scalar(1 - smoothing))).add(scalar(smoothing / classes))),
          'y_true',
        )
      : given;
  const product = logs.mul(y);
  const weighted = weight ? product.mul(alongClasses(weight, x, axis)) : product;
  const terms = weighted.sum(axis).neg();
  // Divided by numel / C: without classes 0 / 0.
  return classes === 0 ? { terms, averaged: (score) => score.mul(Number.NaN) } : { terms };
}

/** Among arrays of wider dtypes: the kernel keeps the sum and its logarithm in the dtype of the logits. */
function ownLogSoftmax(x: Expr, axis: number, order: SumOrder | undefined, inputs: CrossEntropyInputs): Expr {
  const own = (of: Expr) => inDtypeOf('y_pred', inputs, of);
  if (own(x) === x) return logSoftmax(x, axis, order, true);
  const below = x.sub(x.max(axis, { keepDims: true }));
  const logSum = own(own(below.exp().sum(axis, { keepDims: true })).log());
  return own(below.sub(logSum)).as('log_softmax', [x], `axis=${axis}`);
}
