/** The losses of tfjs-layers and what fit makes of them. A loss is one line in LOSSES. */

import { LossauditError } from '../../errors.js';
import { constant, type Expr } from '../../expr/node.js';
import { broadcastShapes, sameShape } from '../../expr/shapes.js';
import { tfjsLayersLoop } from '../../loops/tfjs-layers.js';
import { shapeText } from '../../tensor/ndarray.js';
import { activated, broadcastPair } from '../align.js';
import { defineFramework } from '../define-framework.js';
import type { ObjectiveRequest, Shapes } from '../framework.js';
import { KNOWN } from '../known.js';
import { number } from '../param.js';
import { countedIn, reduceTerms } from '../reduce.js';
import type { LayersLoss } from './define-loss.js';
import { binaryCrossentropy } from './losses/binary-crossentropy.js';
import { categoricalCrossentropy } from './losses/categorical-crossentropy.js';
import { categoricalHinge } from './losses/categorical-hinge.js';
import { cosineProximity } from './losses/cosine-proximity.js';
import { hinge } from './losses/hinge.js';
import { kullbackLeiblerDivergence } from './losses/kullback-leibler-divergence.js';
import { logcosh } from './losses/logcosh.js';
import { meanAbsoluteError } from './losses/mean-absolute-error.js';
import { meanAbsolutePercentageError } from './losses/mean-absolute-percentage-error.js';
import { meanSquaredError } from './losses/mean-squared-error.js';
import { meanSquaredLogarithmicError } from './losses/mean-squared-logarithmic-error.js';
import { poisson } from './losses/poisson.js';
import { sparseCategoricalCrossentropy } from './losses/sparse-categorical-crossentropy.js';
import { squaredHinge } from './losses/squared-hinge.js';

/** `lossesMap`: what compile takes as a text. */
const LOSSES: readonly LayersLoss[] = [
  meanSquaredError,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredLogarithmicError,
  squaredHinge,
  hinge,
  categoricalHinge,
  logcosh,
  categoricalCrossentropy,
  sparseCategoricalCrossentropy,
  binaryCrossentropy,
  kullbackLeiblerDivergence,
  poisson,
  cosineProximity,
];

export const tfjsLayers = defineFramework({
  ...KNOWN['tfjs-layers'],
  versions: ['4.22.0'],
  means: {},
  losses: LOSSES,
  others: {},
  source: () => '@tensorflow/tfjs-layers/dist/losses.js',
  // fit takes the mean of what a loss returns; `none` is the call of the function.
  policies: [{ versions: '0.6-4.22', reductions: ['mean', 'none'] }],
  dtype: 'float32',
  slots: { class_weight: { optional: true, holds: 'class table', aliases: ['classWeight'] } },
  activations: ['sigmoid', 'softmax'],
  settings: () => ({}),
  // Of the backend: 1e-4 on GPUs with 16-bit floats.
  params: () => ({ epsilon: number(1e-7, { from: 0 }) }),
  rows: (_, __, { y_true, y_pred }: Shapes, ___, inBatches) =>
    // A call of the function broadcasts what fit would not take.
    inBatches || y_true?.[0] === y_pred?.[0] ? {} : { y_true: undefined },
  objective(request, loss, { title }, { values, reduction, activation }) {
    const { arrays, trace } = request;
    const { y_true: yTrue = constant(0) } = arrays;
    const yPred = activated(arrays.y_pred ?? constant(0), activation, trace);
    if (loss.sameShape && !sameShape(yTrue.shape, yPred.shape))
      throw refused(yTrue, yPred, title, `${loss.name} compares the shapes`);
    const epsilon = constant(Number(values.epsilon), values.epsilon === 1e-7 ? '1e-07' : undefined);
    const inputs = { yTrue, yPred, params: values, epsilon, axis: yPred.rank - 1, title };
    const prepared = loss.prepare?.(inputs) ?? inputs;
    if (!broadcastShapes([prepared.yTrue.shape, prepared.yPred.shape]))
      throw refused(yTrue, yPred, title, 'the shapes do not broadcast');
    const pair = broadcastPair(prepared, trace);
    const score = trace.step('score', `${loss.name} of each sample`, loss.score({ ...inputs, ...pair }));
    const terms = weighted(score, request, title);
    if (reduction === 'none')
      return { value: reduceTerms({ terms }, 'none', trace), score, perSample: terms };
    const each = terms.size > 1 ? terms.div(terms.size) : terms;
    const mean = each.sum(undefined, { counted: countedIn(terms.rank), order: 'doubles' });
    return {
      value: trace.step('batch-mean', 'divide by the number of scores', mean, 'loss'),
      score,
      perSample: terms,
    };
  },
  loop: () => tfjsLayersLoop,
});

/** fit's classWeight: a weight for each sample; the mean counts samples all the same (training_utils.ts). */
function weighted(score: Expr, { arrays, classWeight, trace }: ObjectiveRequest, framework: string): Expr {
  const { y_true: y } = arrays;
  if (!classWeight || !y) return score;
  const { rank } = y;
  if (rank > 2) throw new LossauditError('class-weight-rank', { framework, rank }, { where: 'class_weight' });
  const classes = rank === 1 ? y : y.shape[1] === 1 ? y.squeeze(1) : y.argmax(1);
  const why = "the weight of each sample's class";
  const weight = trace.step('class-weight', why, classes.lookup(classWeight, 'class_weight'), 'class_weight');
  return trace.step('weight', 'multiply by the class weights', score.mul(weight));
}

function refused(yTrue: Expr, yPred: Expr, framework: string, reason: string): LossauditError {
  const data = {
    framework,
    shape: shapeText(yTrue.shape),
    wanted: shapeText(yPred.shape),
    reason,
    hint: 'Give y_true the shape of y_pred.',
  };
  return new LossauditError('targets-refused', data, { where: 'y_true' });
}
