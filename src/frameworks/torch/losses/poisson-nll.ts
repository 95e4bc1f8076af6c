import type { Expr } from '../../../expr/node.js';
import { flag, number } from '../../param.js';
import { defineTorchLoss, inputAndTarget, named } from '../define-loss.js';
import { inDtypeOf, scalarOf } from '../kit/mixed.js';
import { stretched } from '../kit/refuse.js';

/** aten/src/ATen/native/Loss.cpp, poisson_nll_loss; `full` adds Stirling's formula for targets above 1. */
export const poissonNll = defineTorchLoss({
  name: 'PoissonNLLLoss',
  family: 'poisson',
  versions: '',
  names: named('PoissonNLLLoss', 'poisson_nll_loss'),
  slots: inputAndTarget(),
  params: {
    log_input: flag(true, { role: 'log-predictions' }),
    full: flag(false),
    eps: number(1e-8, { infinite: true }),
  },
  lacks: { float16: '-2.0' },
  mixes: 'promotes',
  terms(inputs) {
    const { log_input: logs, full, eps } = inputs.params;
    const { yPred: x, yTrue: y } = stretched(inputs);
    const input = (of: Expr) => inDtypeOf('y_pred', inputs, of);
    const score = logs
      ? input(x.exp()).sub(y.mul(x))
      : x.sub(y.mul(input(input(x.add(scalarOf('y_pred', inputs, eps))).log())));
    if (!full) return { terms: score };
    const target = (of: Expr) => inDtypeOf('y_true', inputs, of);
    const logarithm = target(target(y.mul(scalarOf('y_true', inputs, 2 * Math.PI))).log());
    const shifted = target(target(y.mul(target(y.log()))).sub(y));
    const stirling = target(shifted.add(target(logarithm.mul(0.5))));
    return { terms: score.add(y.lessEqual(1).where(0, stirling)) };
  },
});
