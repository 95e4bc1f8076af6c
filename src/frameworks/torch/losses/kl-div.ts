import type { Expr } from '../../../expr/node.js';
import { xlogy } from '../../math.js';
import { flag } from '../../param.js';
import { defineTorchLoss, inputAndTarget, named } from '../define-loss.js';
import { inDtypeOf } from '../kit/mixed.js';
import { stretched } from '../kit/refuse.js';

/** aten/src/ATen/native/Loss.cpp, kl_div: the input holds log-probabilities. */
export const klDiv = defineTorchLoss({
  name: 'KLDivLoss',
  family: 'kl-divergence',
  versions: '',
  names: named('KLDivLoss', 'kl_div'),
  slots: inputAndTarget(),
  params: { log_target: flag(false, { versions: '1.6-', role: 'log-targets' }) },
  predictions: 'log-distribution',
  rowMean: 'batchmean',
  reductions: ['mean', 'sum', 'none', 'batchmean'],
  lacks: ({ log_target: exp }) => (exp ? { float16: '-2.0' } : {}),
  mixes: 'promotes',
  terms(inputs) {
    const { yPred: x, yTrue: y } = stretched(inputs);
    const target = (of: Expr) => inDtypeOf('y_true', inputs, of);
    const terms = inputs.params.log_target
      ? target(y.exp()).mul(y.sub(x))
      : xlogy(y, y, target).sub(y.mul(x));
    return { terms, rows: inputs.arrays.y_pred!.shape[0] };
  },
});
