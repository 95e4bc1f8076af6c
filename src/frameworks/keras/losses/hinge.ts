import { defineLoss, sumOrder } from '../define-loss.js';
import { hingeElements, hingeTargets } from '../kit/hinge.js';

export const hinge = defineLoss({
  name: 'hinge',
  family: 'hinge',
  versions: '2.0-',
  names: { hinge: '2.0-', Hinge: '2.3-' },
  params: {},
  targets: hingeTargets,
  integers: 'refuses',
  score: (inputs) => hingeElements(inputs).mean(-1, { order: sumOrder(inputs.backend, inputs.yPred, -1) }),
});
