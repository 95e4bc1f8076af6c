import { constant, type Expr } from '../../../expr/node.js';
import type { Dtype } from '../../../tensor/ndarray.js';
import { roundedTo } from '../../math.js';
import { flag, integer, number, optional } from '../../param.js';
import { defineLoss, type HubInputs, type HubTerms, tokens } from '../define-loss.js';
import { FLOAT, labelsFor, logsOf, over, requireIndices, shifted, validOf } from '../kit/tokens.js';

const params = {
  epsilon: number(0.1, { role: 'smoothing' }),
  ignore_index: integer(-100, { role: 'ignored-label' }),
  shift_labels: flag(false, { role: 'shifts' }),
  num_items_in_batch: optional(number(0, { versions: '5.15-', role: 'item-count' })),
};
type Inputs = HubInputs<typeof params>;

export const labelSmoother = defineLoss({
  name: 'LabelSmoother',
  family: 'language-model',
  versions: '4.0-',
  names: { LabelSmoother: '4.0-' },
  example: { shapes: { y_pred: 'N T C', y_true: 'N T' }, with: [{ num_items_in_batch: 10 }] },
  slots: tokens('logits'),
  params,
  classIndices: true,
  targets: 'class-indices',
  predictions: 'distribution',
  always: { logits: true },
  // The half that is smoothed is added up in float32, and so is the result.
  computesIn: FLOAT,
  terms(inputs) {
    const { arrays, params } = inputs;
    requireIndices(inputs);
    const logits = arrays.y_pred!;
    const whole = { logits, labels: labelsFor(logits, arrays.y_true!, inputs), mask: arrays.mask };
    const apart = params.shift_labels ? shifted(whole, inputs) : whole;
    const valid = validOf(apart, params.ignore_index, inputs);
    // Other labels below 0 count as 0.
    const label = valid.where(apart.labels.less(0).where(0, apart.labels), 0);
    const logs = isNarrow(inputs.dtypes.y_pred)
      ? narrowLogs(apart.logits, inputs)
      : logsOf(apart.logits, inputs);
    const nll = valid.where(logs.take(label, logs.rank - 1, 'y_true').neg(), 0);
    const all = valid.where(logs.sum(-1).neg(), 0);
    return halves({ nll, all, valid, classes: logs.shape.at(-1)! }, inputs);
  },
});

interface Halves {
  readonly nll: Expr;
  /** Of all classes alike. */
  readonly all: Expr;
  readonly valid: Expr;
  readonly classes: number;
}

function halves({ nll, all, valid, classes }: Halves, inputs: Inputs): HubTerms {
  const { epsilon, num_items_in_batch: items } = inputs.params;
  const [kept, moved] = [constant(1 - epsilon), constant(epsilon / classes)];
  if (!isNarrow(inputs.dtypes.y_pred)) {
    const smooth = inputs.trace.step('smoothing-term', 'all classes alike', all, 'smooth');
    return { score: kept.mul(nll).add(moved.mul(smooth)), value: (score) => over(score, valid, items) };
  }
  // The half of the labels stays in the dtype of the logits: two columns.
  const score = nll
    .expandDims(-1)
    .pad(-1, 0, 1)
    .add(all.expandDims(-1).pad(-1, 1, 0));
  const narrow = (x: Expr) => narrowed(x, inputs);
  const column = (both: Expr, k: number) => both.slice(-1, k, k + 1).sum();
  const count = items === null ? valid.sum() : constant(items);
  return {
    score,
    value: (both) =>
      narrow(kept.mul(narrow(narrow(column(both, 0)).div(count)))).add(moved.mul(column(both, 1).div(count))),
  };
}

function isNarrow(dtype: Dtype | undefined): boolean {
  return dtype === 'float16' || dtype === 'bfloat16';
}

/** torch's kernel of the last axis keeps the sum and its logarithm in the dtype of the logits (2.15.0). */
function narrowLogs(x: Expr, inputs: Inputs): Expr {
  const narrow = (e: Expr) => narrowed(e, inputs);
  const below = x.sub(x.max(-1, { keepDims: true }));
  const logSum = narrow(narrow(below.exp().sum(-1, { keepDims: true })).log());
  const value = narrow(below.sub(logSum)).as('log_softmax', [x], 'axis=-1');
  return inputs.trace.step('log-softmax', 'log-probabilities of the vocabulary', value, 'logp');
}

/** What is left of it in the dtype of the logits. */
function narrowed(x: Expr, { dtypes }: Inputs): Expr {
  const dtype = dtypes.y_pred;
  return dtype !== undefined && isNarrow(dtype) ? roundedTo(x, dtype) : x;
}
