import { constant, type Expr } from '../../../expr/node.js';
import { vector } from '../../param.js';
import { defineLoss, labelsAnd, type ScoreInputs } from '../define-loss.js';
import { Classes, classesFrom, classesOf, columnOf, finite, fromLabels, whole } from '../numbers.js';

const params = { labels: vector('class', { role: 'label-list' }) };

export const hingeLoss = defineLoss({
  name: 'hinge_loss',
  family: 'hinge',
  alsoOf: ['categorical-hinge'],
  versions: '',
  names: { hinge_loss: '' },
  slots: labelsAnd('pred_decision'),
  params,
  targets2d: 'samples',
  score(inputs) {
    const margin =
      inputs.yPred.rank === 2 && inputs.yPred.shape[1] !== 1 ? multiclass(inputs) : binary(inputs);
    return constant(1).sub(margin).maximum(0);
  },
});

/** The decision for the label less the largest of the others; one column for each class, three or more. */
function multiclass({ yTrue, yPred, params: { labels }, who }: ScoreInputs<typeof params>): Expr {
  const columns = yPred.shape[1]!;
  const p = finite(yPred, 'y_pred', who);
  const label = fromLabels('class_of', columnOf(yTrue, 'y_true', who), labels, (y, given) => {
    const classes = classesFrom(y, given, who);
    // Two classes have one column of decisions, which are positive for the second.
    if (classes.all.length <= 2) columnOf(yPred, 'y_pred', who);
    classes.fit(columns);
    return (value) => classes.position(value);
  });
  const others = label.oneHot(columns).where(constant(Number.NEGATIVE_INFINITY), p);
  return p.take(label, 1, 'y_true').sub(others.max(1));
}

/** The larger label is +1, the other −1. */
function binary({ yTrue, yPred, params: { labels }, who }: ScoreInputs<typeof params>): Expr {
  const y = whole(columnOf(yTrue, 'y_true', who), 'y_true', who);
  const sign = fromLabels('plus_minus_one', y, labels, (values, given) => {
    const classes = classesFrom(values, given, who);
    if (classes.all.length > 2) classes.fit(1);
    // `labels` counts for nothing else: LabelBinarizer sees the targets alone, and its first column is taken.
    const own = new Classes(classesOf(values), 'y_true', who);
    const positive = own.all.length === 2 ? 1 : own.all.length === 1 ? -1 : 0;
    return (value) => (own.position(value) === positive ? 1 : -1);
  });
  return sign.mul(finite(columnOf(yPred, 'y_pred', who), 'y_pred', who));
}
