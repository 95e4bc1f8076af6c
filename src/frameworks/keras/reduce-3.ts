/** Keras 3 (losses/loss.py): apply_mask, reduce_weighted_values, reduce_values. */
import { LossauditError } from '../../errors.js';
import { constant, type Expr } from '../../expr/node.js';
import { broadcastShapes, sameShape } from '../../expr/shapes.js';
import { shapeText } from '../../tensor/ndarray.js';
import { countedIn } from '../reduce.js';
import { sameRank } from './align.js';
import { EPSILON } from './numbers.js';
import type { Reduced, ReduceInputs } from './policy.js';
import { reduceScores, requireBroadcast } from './reduce-2.js';

export function reduceKeras3(inputs: ReduceInputs): Reduced {
  const { score, sampleWeight, trace, reduction, version } = inputs;
  let mask = inputs.mask;
  if (inputs.lossMask) {
    mask = mask
      ? trace.step(
          'both-masks',
          'the mask of y_pred and that of ignore_class',
          mask.mul(inputs.lossMask),
          'mask',
        )
      : inputs.lossMask;
  }
  if (mask && (reduction === 'sum_over_batch_size' || reduction === 'mean')) mask = rescaled(mask, inputs);
  const weight = joinMask(sampleWeight, mask, inputs);
  let s = score;
  if (weight) {
    const [values, fitted] = sameRank(s, weight, version);
    requireBroadcast(values, fitted, version.text, sampleWeight ? undefined : 'the mask');
    if (values !== s)
      s = trace.step(
        'align-score',
        `${shapeText(s.shape)} against weights ${shapeText(weight.shape)}`,
        values,
      );
    const w =
      fitted === weight
        ? weight
        : trace.step(
            'align-sample-weight',
            `${shapeText(weight.shape)} against scores ${shapeText(s.shape)}`,
            fitted,
            'sample_weight',
          );
    const name = sampleWeight ? 'weight' : 'mask';
    s = trace.step(name, sampleWeight ? 'multiply by the sample weights' : 'multiply by the mask', s.mul(w));
  }
  return { value: reduceValues(s, weight, inputs), perSample: s };
}

/** The mask scaled so that its mean is 1; how nothing unmasked is guarded differs by version. */
function rescaled(mask: Expr, { version, trace }: ReduceInputs): Expr {
  const valid = mask.sum(undefined, { counted: 'unmasked scores' });
  const size = constant(mask.size);
  const factor = version.atLeast('3.13') ? size.divNoNan(valid) : size.div(valid.add(EPSILON));
  return trace.step('mask-rescale', 'scale the mask so that its mean is 1', mask.mul(factor), 'mask');
}

export function joinMask(
  weight: Expr | undefined,
  mask: Expr | undefined,
  { version, backend, trace }: ReduceInputs,
): Expr | undefined {
  if (!mask || !weight) return mask ?? weight;
  const [m, w] = sameRank(mask, weight, version);
  const shape = broadcastShapes([w.shape, m.shape]);
  // torch multiplies the weights in place, so they cannot grow.
  if (!shape || (backend === 'torch' && !sameShape(shape, w.shape))) {
    const data = {
      weights: shapeText(weight.shape),
      against: `the mask ${shapeText(mask.shape)}`,
      framework: `Keras ${version.text} (${backend})`,
    };
    throw new LossauditError('weights-refused', data, { where: 'sample_weight' });
  }
  return trace.step('mask-and-weight', 'the mask joins the weights', w.mul(m), 'sample_weight');
}

function reduceValues(s: Expr, weight: Expr | undefined, { reduction, version, trace }: ReduceInputs): Expr {
  if (s.rank === 0 && reduction !== 'none')
    return trace.step('batch-loss', 'a scalar score is not reduced', s, 'loss');
  if (reduction === 'mean_with_sample_weight' && weight) {
    // The weights before broadcasting to the scores: [N, 1] against [N, T] counts each weight once.
    const sum = s.sum(undefined, { counted: countedIn(s.rank) });
    const value = sum.divNoNan(weight.sum(undefined, { counted: 'the sum of the weights' }));
    return trace.step('batch-mean', 'divide by the sum of the weights', value, 'loss');
  }
  if (s.rank === 1 && s.size === 0 && reduction !== 'none') {
    return trace.step(
      'batch-mean',
      'no rows: Keras 3 returns the empty array; its mean is not a number',
      s.mean(undefined, { counted: 'no samples' }),
      'loss',
    );
  }
  return reduceScores(s, reduction, trace, version.atLeast('3.7') ? 'divide_no_nan' : 'divide');
}
