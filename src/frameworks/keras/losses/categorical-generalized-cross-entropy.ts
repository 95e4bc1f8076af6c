import { constant, type Expr } from '../../../expr/node.js';
import { broadcastShapes } from '../../../expr/shapes.js';
import { broadcastPair } from '../../align.js';
import { number } from '../../param.js';
import { pair } from '../../slots.js';
import { defineLoss, type ScoreInputs, sumOrder } from '../define-loss.js';
import { targetsRefused } from '../kit/refused.js';

/** The class refuses 0 and 1 themselves, too. */
const q = {
  ...number(0.5),
  wanted: 'a number between 0 and 1, both left out',
  fits: (value: unknown) => typeof value === 'number' && value > 0 && value < 1,
};
const params = { q };
type Inputs = ScoreInputs<typeof params>;

export const categoricalGeneralizedCrossEntropy = defineLoss({
  name: 'categorical_generalized_cross_entropy',
  family: 'categorical-generalized-crossentropy',
  versions: '3.10-',
  names: { categorical_generalized_cross_entropy: '3.10-', CategoricalGeneralizedCrossEntropy: '3.10-' },
  slots: pair(true),
  params,
  targets: 'class-indices',
  predictions: 'distribution',
  alignsItself: true,
  score(inputs) {
    const { params, trace, version, backend } = inputs;
    const { yTrue, yPred } = oneHotPair(inputs);
    if (!broadcastShapes([yTrue.shape, yPred.shape]))
      throw targetsRefused(inputs.yTrue, yPred.shape.slice(0, -1), version, 'one class index for each row');
    // Targets keep a unit axis: [N, 1] against [N, C] makes N × N scores.
    const stretched = broadcastPair({ yTrue, yPred }, trace);
    const p = stretched.yPred.mul(stretched.yTrue).sum(-1, { order: sumOrder(backend, yPred, -1) });
    return constant(1)
      .sub(p.pow(constant(params.q)))
      .div(constant(params.q));
  },
});

/** Of a class that y_pred does not have, the probability is 0; torch raises for one above. */
function oneHotPair({ yTrue, yPred, backend }: Inputs): { yTrue: Expr; yPred: Expr } {
  const classes = yPred.shape.at(-1) ?? 1;
  const labels = yTrue.trunc();
  const known =
    backend === 'torch'
      ? labels.within(Number.NEGATIVE_INFINITY, classes - 1, 'y_true', 'torch.nn.functional.one_hot')
      : labels;
  return { yTrue: known.oneHot(classes), yPred };
}
