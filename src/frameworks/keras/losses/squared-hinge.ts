import { defineLoss, sumOrder } from '../define-loss.js';
import { hingeElements, hingeTargets } from '../kit/hinge.js';

export const squaredHinge = defineLoss({
  name: 'squared_hinge',
  family: 'squared-hinge',
  versions: '2.0-',
  names: { squared_hinge: '2.0-', SquaredHinge: '2.3-' },
  params: {},
  targets: hingeTargets,
  integers: 'refuses',
  score: (inputs) =>
    hingeElements(inputs)
      .square()
      .mean(-1, { order: sumOrder(inputs.backend, inputs.yPred, -1) }),
});
