/** Labels of the hinge losses. */
import type { Expr } from '../../../expr/node.js';
import type { Version } from '../../../text/version.js';
import type { Targets } from '../../framework.js';
import type { ScoreInputs } from '../define-loss.js';

/** What they may hold. */
export const hingeTargets = (version: Version): Targets =>
  version.atLeast('2.3') ? 'binary-or-plus-minus-one' : 'plus-minus-one';

/** From 2.3 on 0/1 labels become −1/1, but only when the whole batch holds nothing else. */
function hingeLabels(t: Expr, version: Version): Expr {
  if (!version.atLeast('2.3')) return t;
  const allBinary = t.equal(0).maximum(t.equal(1)).min();
  return allBinary.where(t.mul(2).sub(1), t).as('as_plus_minus_one', [t], 'if all are 0 or 1');
}

/** What a label lacks to its margin. */
export function hingeElements({
  yTrue,
  yPred,
  version,
}: Pick<ScoreInputs, 'yTrue' | 'yPred' | 'version'>): Expr {
  return hingeLabels(yTrue, version).mul(yPred).neg().add(1).maximum(0);
}
