import { sameShape } from '../../../expr/shapes.js';
import { isInteger, shapeText } from '../../../tensor/ndarray.js';
import { broadcastPair } from '../../align.js';
import { sigmoidCrossEntropy } from '../../math.js';
import { choice, integer, optional } from '../../param.js';
import { defineLoss, type HubInputs, type HubTerms, ITEMS } from '../define-loss.js';
import {
  crossEntropy,
  labelsFor,
  requireClasses,
  requireFloats,
  requireIndices,
  shapeRefused,
} from '../kit/tokens.js';

const KINDS = ['regression', 'single_label_classification', 'multi_label_classification'] as const;
const params = {
  problem_type: optional(choice(KINDS)),
  num_labels: optional(integer(0, { from: 1, role: 'class-count' })),
  num_items_in_batch: ITEMS,
  ignore_index: integer(-100, { role: 'ignored-label' }),
};
type Inputs = HubInputs<typeof params>;

export const forSequenceClassificationLoss = defineLoss({
  name: 'ForSequenceClassificationLoss',
  family: 'sparse-categorical-crossentropy',
  // A regression of one column, labels of their own of several: its arrays say which.
  apart: true,
  versions: '4.46-',
  names: {
    ForSequenceClassificationLoss: '4.46-',
    ForSequenceClassification: '4.46-',
    ForImageClassification: '4.47-',
    ForVideoClassification: '4.47-',
    ForAudioClassification: '4.47-',
  },
  example: { shapes: { y_pred: 'N C', y_true: 'N' }, with: [{ num_items_in_batch: 10 }] },
  slots: { y_pred: { aliases: ['pooled_logits', 'logits'] }, y_true: { aliases: ['labels'], exact: true } },
  params,
  always: { logits: true },
  terms(inputs) {
    const kind = inputs.params.problem_type ?? kindOf(inputs);
    requireClasses(inputs.arrays.y_pred!, inputs.params.num_labels, 'num_labels');
    if (kind === 'regression') return regression(inputs);
    return kind === 'single_label_classification' ? singleLabel(inputs) : multiLabel(inputs);
  },
});

/** What the configuration leaves open: one column is a regression, integers are classes. */
function kindOf({ arrays, dtypes }: Inputs): (typeof KINDS)[number] {
  const [x, y, dtype] = [arrays.y_pred!, arrays.y_true!, dtypes.y_true];
  if (x.shape.at(-1) === 1) return 'regression';
  // Numbers that stand in the audit itself have no dtype: one for each row are classes.
  const classes =
    dtype === undefined || dtype === 'float64' ? !sameShape(x.shape, y.shape) : isInteger(dtype);
  return classes ? 'single_label_classification' : 'multi_label_classification';
}

/** MSELoss: shapes that differ are stretched. */
function regression(inputs: Inputs): HubTerms {
  const { arrays, trace } = inputs;
  const [x, y] = [arrays.y_pred!, arrays.y_true!];
  const flat = x.shape.at(-1) === 1;
  const without = (e: typeof x) => e.reshape(e.shape.filter((d) => d !== 1));
  const { yPred, yTrue } = broadcastPair(
    flat ? { yPred: without(x), yTrue: without(y) } : { yPred: x, yTrue: y },
    trace,
  );
  return { score: yPred.sub(yTrue).square() };
}

function singleLabel(inputs: Inputs): HubTerms {
  const { arrays, params } = inputs;
  requireIndices(inputs);
  const logits = arrays.y_pred!;
  return crossEntropy({ logits, labels: labelsFor(logits, arrays.y_true!, inputs) }, params, inputs);
}

/** BCEWithLogitsLoss: `num_items_in_batch` plays no part. */
function multiLabel(inputs: Inputs): HubTerms {
  const [x, y] = [inputs.arrays.y_pred!, inputs.arrays.y_true!];
  requireFloats(inputs, 'y_true');
  if (!sameShape(x.shape, y.shape))
    throw shapeRefused(inputs, 'y_true', y, `it wants the shape of the logits, ${shapeText(x.shape)}`);
  return { score: sigmoidCrossEntropy(y, x) };
}
