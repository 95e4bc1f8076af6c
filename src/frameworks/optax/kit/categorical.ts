/** Cross-entropy of logits against one row of targets each (optax 0.2.8, losses/_classification.py). */
import { constant, type Expr } from '../../../expr/node.js';
import { broadcastPair } from '../../align.js';
import { smoothLabels } from '../../math.js';
import { number, optional } from '../../param.js';
import type { OptaxInputs } from '../define-loss.js';
import { requireFits } from './check.js';
import { axesOf, expanded, logSoftmax, sumWhere } from './numbers.js';
import { classAxis, where } from './params.js';

/** `optax.smooth_labels` by the caller. */
export const SMOOTHING = { smooth_labels_alpha: optional(number(0, { role: 'smoothing' })) };
export const CATEGORICAL = { axis: classAxis, where, ...SMOOTHING };

type Inputs = OptaxInputs<typeof CATEGORICAL>;

export function crossEntropy(
  inputs: Pick<Inputs, 'yPred' | 'yTrue' | 'params' | 'title' | 'version' | 'trace'> & { where?: Expr },
): Expr {
  const { yPred, yTrue, params, title, trace } = inputs;
  const { axis } = params;
  const where = expanded(inputs.where, yPred, axis, inputs);
  const logs = trace.step(
    'log-softmax',
    'logarithms of the probabilities',
    logSoftmax(yPred, axis, where),
    'log_p',
  );
  requireFits(title, 'y_true', yTrue!, logs.shape);
  const pair = broadcastPair({ yTrue: yTrue!, yPred: logs }, trace);
  const terms = pair.yTrue.mul(pair.yPred);
  return sumWhere(terms, axesOf(terms, axis), where).neg();
}

/** (1 − α)·y + α / K. */
export function smoothed({ yTrue, params, trace }: OptaxInputs<typeof SMOOTHING>): Expr {
  const { smooth_labels_alpha: alpha } = params;
  const y = yTrue!;
  return alpha === null ? y : smoothLabels(y, alpha, constant(alpha / (y.shape.at(-1) ?? 1)), trace);
}
