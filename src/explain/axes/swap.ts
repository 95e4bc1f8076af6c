/** Targets and predictions exchanged. */
import { isFloating, type NdArray } from '../../tensor/ndarray.js';
import { type ArrayRule, axisOf } from '../array-rules.js';
import { mapped } from '../derive.js';
import { ofOtherLabels, withLoss } from '../other-loss.js';
import type { PairOutput } from '../variants.js';

/** Class indices stand for no predictions. */
const exchangeable = ({ yTrue, yPred, use }: PairOutput) =>
  yTrue.data.length === yPred.data.length && !use.info.classIndices;
const takesLogs = ({ use }: PairOutput) => use.info.predictions === 'log-distribution';

/** What predictions may be declared as. */
const floating = (array: NdArray) => (isFloating(array.dtype) ? array : mapped(array, 'floating', (x) => x));

const RULES: readonly ArrayRule[] = [
  {
    from: 'y_true, y_pred',
    to: 'y_pred, y_true',
    sentence: 'the arrays are exchanged: y_pred is taken for y_true, and y_true for y_pred',
    cost: (o) => (exchangeable(o) ? 4 : undefined),
    of: (o) => (exchangeable(o) ? { yTrue: floating(o.yPred), yPred: floating(o.yTrue) } : undefined),
  },
  {
    from: 'y_true, y_pred',
    to: 'exp(y_pred), log(y_true)',
    sentence: 'the divergence goes the other way: the distributions of y_true and y_pred are exchanged',
    cost: (o) => (exchangeable(o) && takesLogs(o) ? 4 : undefined),
    of: (o) =>
      exchangeable(o) && takesLogs(o)
        ? { yTrue: mapped(o.yPred, 'exp', Math.exp), yPred: mapped(o.yTrue, 'log', Math.log) }
        : undefined,
  },
  {
    from: 'y_true, y_pred',
    to: 'y_pred, one-hot y_true',
    sentence: 'the arrays are exchanged: the labels, as one-hot rows, are taken for predictions of y_pred',
    cost: (o, audit) => (o.use.info.classIndices && ofOtherLabels(audit, o) ? 5 : undefined),
    of(o, audit) {
      const other = o.use.info.classIndices ? ofOtherLabels(audit, o) : undefined;
      const rows = other && withLoss(o, other);
      return rows?.yTrue && { ...rows, yTrue: floating(o.yPred), yPred: rows.yTrue };
    },
  },
];

export const swap = axisOf('swap', 'y_true, y_pred', 'labels', () => RULES);
