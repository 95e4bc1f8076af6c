import { flag, number } from '../../param.js';
import { defineTorchLoss, inputAndTarget, named } from '../define-loss.js';
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
  terms(inputs) {
    const { log_input: logs, full, eps } = inputs.params;
    const { yPred: x, yTrue: y } = stretched(inputs);
    const score = logs ? x.exp().sub(y.mul(x)) : x.sub(y.mul(x.add(eps).log()));
    if (!full) return { terms: score };
    const stirling = y
      .mul(y.log())
      .sub(y)
      .add(
        y
          .mul(2 * Math.PI)
          .log()
          .mul(0.5),
      );
    return { terms: score.add(y.lessEqual(1).where(0, stirling)) };
  },
});
