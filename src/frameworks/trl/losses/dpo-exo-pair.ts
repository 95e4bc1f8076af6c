import { constant } from '../../../expr/node.js';
import { logSigmoid } from '../../math.js';
import { defineDpo, OF_SCORES, requireSmoothing, SMOOTHED } from '../kit/dpo.js';

/** KL of the model's preference from one of 1 − ε and ε. */
export const dpoExoPair = defineDpo(
  'exo_pair',
  { ...OF_SCORES, label_smoothing: SMOOTHED },
  ({ delta }, { beta, label_smoothing }) => {
    requireSmoothing(label_smoothing);
    // torch.tensor of a Python float is float32.
    const epsilon = Math.fround(label_smoothing);
    const z = delta.mul(beta);
    const won = z.sigmoid().mul(logSigmoid(z).sub(constant(Math.log1p(-epsilon))));
    const lost = z
      .neg()
      .sigmoid()
      .mul(logSigmoid(z.neg()).sub(constant(Math.log(epsilon))));
    return won.add(lost);
  },
  { label_smoothing: 0.1 },
);
