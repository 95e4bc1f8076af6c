import type { Expr } from '../../../expr/node.js';
import { type Shape, sameShape } from '../../../expr/shapes.js';
import { shapeText } from '../../../tensor/ndarray.js';
import { flag, number } from '../../param.js';
import { defineTorchLoss, inputAndTarget, named, type TermInputs } from '../define-loss.js';
import { shapeRefused, stretched } from '../kit/refuse.js';

/** nn/functional.py, gaussian_nll_loss. */
export const gaussianNll = defineTorchLoss({
  name: 'GaussianNLLLoss',
  family: 'gaussian-negative-log-likelihood',
  versions: '1.8-',
  names: named('GaussianNLLLoss', 'gaussian_nll_loss', '1.8-'),
  slots: { ...inputAndTarget(), var: { scalar: true, aliases: ['variance'] } },
  params: { full: flag(false), eps: number(1e-6, { infinite: true }) },
  withoutLegacy: true,
  lacks: { float16: '-2.0' },
  terms(inputs) {
    const { full, eps } = inputs.params;
    const variance = fitted(inputs).maximum(eps);
    const { yPred, yTrue } = stretched(inputs);
    const score = variance.log().add(yPred.sub(yTrue).square().div(variance)).mul(0.5);
    return { terms: full ? score.add(0.5 * Math.log(2 * Math.PI)) : score };
  },
});

/** Since then `var` may be a Python float. */
const SINCE_NUMBER = '2.6';

/** Since then any axis may be the one of length 1, not the last alone. */
const SINCE_ANY_AXIS = '2.10';

/** The variances: as the input, or without its last axis, or with one axis of length 1 instead. */
function fitted(inputs: TermInputs): Expr {
  const { y_pred: x, var: given } = inputs.arrays as { y_pred: Expr; var: Expr };
  if (given.rank === 0 && !inputs.version.atLeast(SINCE_NUMBER))
    throw shapeRefused(inputs, 'var', given.shape, 'it must be an array here');
  // NaN is not below 0.
  const isNumber = given.equal(given);
  const checked = isNumber.where(given, 0).within(0, Number.POSITIVE_INFINITY, 'var', inputs.title);
  const variance = isNumber.where(checked, Number.NaN).as('non_negative', [given]);
  const { shape } = variance;
  if (shape.length === 0 || sameShape(shape, x.shape)) return variance;
  if (sameShape(shape, x.shape.slice(0, -1))) return variance.expandDims(-1);
  if (oneDiffers(shape, x.shape, inputs.version.atLeast(SINCE_ANY_AXIS))) return variance;
  throw shapeRefused(
    inputs,
    'var',
    shape,
    `it is of incorrect size for the input of shape ${shapeText(x.shape)}`,
  );
}

/** Is one axis of length 1, and the others as those of the input? Until 2.9 only the last may be. */
function oneDiffers(shape: Shape, input: Shape, anyAxis: boolean): boolean {
  if (!anyAxis) return shape.at(-1) === 1 && sameShape(shape.slice(0, -1), input.slice(0, -1));
  // Other lengths of 0 are let through.
  const others = shape.filter((d, i) => d !== input[i]);
  return shape.length === input.length && others.reduce((a, b) => a + b, 0) === 1;
}
