import { LossauditError } from '../../../errors.js';
import { integer, optional } from '../../param.js';
import { argumentsNamed, cosineDistanceOf } from '../../tf-losses.js';
import { defineLoss } from '../define-loss.js';
import { FLOAT32 } from '../numbers.js';

export const cosineDistance = defineLoss({
  name: 'cosine_distance',
  family: 'cosine-similarity',
  versions: '1.0-',
  names: { cosine_distance: '1.0-' },
  example: { params: { axis: 1 } },
  slots: argumentsNamed('labels', 'predictions'),
  // `dim` is the old name of `axis`: one of them must be given.
  params: { axis: optional(integer(0, { role: 'class-axis' })), dim: optional(integer(0)) },
  computesIn: FLOAT32,
  score({ yTrue, yPred, params: { axis, dim } }) {
    const over = axis ?? dim;
    if (over === null || (axis !== null && dim !== null)) {
      const value = over === null ? 'missing' : `${axis} beside dim ${dim}`;
      const data = { name: 'axis', value, wanted: 'an axis, given as axis or as dim' };
      throw new LossauditError('bad-param', data, { where: 'params.axis' });
    }
    return cosineDistanceOf(yTrue, yPred, over);
  },
});
