import { LossauditError } from '../../../errors.js';
import type { Expr } from '../../../expr/node.js';
import { defineMetric } from '../../boosting.js';
import { pinball } from '../../math.js';
import { either, number, optional, vector } from '../../param.js';
import { OBJECTIVE } from '../define-loss.js';

/** A quantile, or a list of them, for each of which reg:quantileerror makes a column of predictions. */
const ALPHA = either(
  optional(number(0.5, { from: 0, to: 1, role: 'threshold' })),
  vector('quantile, with reg:quantileerror'),
);

export const quantile = defineMetric({
  name: 'quantile',
  family: 'quantile',
  versions: '',
  names: { quantile: '' },
  example: { params: { quantile_alpha: 0.5 } },
  params: { ...OBJECTIVE, quantile_alpha: ALPHA },
  outputs: ({ quantile_alpha: alpha }) => (isList(alpha) && alpha.size !== 1 ? alpha.size : undefined),
  score: ({ y, p, params, who }) => pinball(y.sub(p), given(params.quantile_alpha, params.objective, who)),
});

function isList(alpha: number | Expr | null): alpha is Expr {
  return typeof alpha === 'object' && alpha !== null;
}

/** It has no default. @throws LossauditError `bad-param` */
function given(alpha: number | Expr | null, objective: string | undefined, who: string): number | Expr {
  if (isList(alpha)) {
    const all = alpha.within(0, 1, 'quantile_alpha', who);
    // Other objectives make one prediction, and the metric reads past it.
    if (alpha.size === 1) return all.reshape([]);
    if (objective === 'reg:quantileerror') return all;
  } else if (alpha !== null) return alpha;
  const value = alpha === null ? 'missing' : `a list of ${alpha.size}`;
  const data = { name: 'quantile_alpha', value, wanted: 'a number from 0 to 1' };
  throw new LossauditError('bad-param', data, { where: 'params.quantile_alpha' });
}
