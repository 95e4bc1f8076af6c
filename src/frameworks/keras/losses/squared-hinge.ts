import { defineLoss, sumOrder } from '../define-loss.js';
import { hingeLabels, hingeTargets } from '../kit/hinge.js';

export const squaredHinge = defineLoss({
  name: 'squared_hinge',
  family: 'squared-hinge',
  versions: '2.0-',
  names: { squared_hinge: '2.0-', SquaredHinge: '2.3-' },
  params: {},
  targets: hingeTargets,
  integers: 'refuses',
  score: ({ yTrue, yPred, version, backend }) =>
    hingeLabels(yTrue, version)
      .mul(yPred)
      .neg()
      .add(1)
      .maximum(0)
      .square()
      .mean(-1, { order: sumOrder(backend, yPred, -1) }),
});
