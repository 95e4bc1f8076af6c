import { defineLoss, sumOrder } from '../define-loss.js';
import { hingeLabels, hingeTargets } from '../kit/hinge.js';

export const hinge = defineLoss({
  name: 'hinge',
  family: 'hinge',
  versions: '2.0-',
  names: { hinge: '2.0-', Hinge: '2.3-' },
  params: {},
  targets: hingeTargets,
  integers: 'refuses',
  score: ({ yTrue, yPred, version, backend }) =>
    hingeLabels(yTrue, version)
      .mul(yPred)
      .neg()
      .add(1)
      .maximum(0)
      .mean(-1, { order: sumOrder(backend, yPred, -1) }),
});
