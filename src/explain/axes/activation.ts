/** The activation that makes probabilities of logits: before the loss, another one, along another axis. */
import type { Audit } from '../../audit/audit.js';
import type { NdArray } from '../../tensor/ndarray.js';
import { logSigmoid, logSoftmax, sigmoid, softmax } from '../activations.js';
import { type ArrayRule, axisOf } from '../array-rules.js';
import { addsUp, classesOf } from '../facts.js';
import { fedAs } from '../fed-as.js';
import { activationOf, classAxisOf, inputKindOf } from '../roles.js';
import { type OutputChange, type PairOutput, pairOf } from '../variants.js';

const ofRows = (o: PairOutput) => activationOf(o) === 'softmax' && classesOf(o) > 1;
const single = (o: PairOutput) => activationOf(o) === 'sigmoid';
const isLogits = (o: PairOutput) => inputKindOf(o) === 'logits';
const classes = (o: PairOutput) => classAxisOf(o) ?? -1;

/** The loss takes as they are what it makes of logits itself, or what another activation makes of them. */
function made(
  to: string,
  sentence: string,
  cost: number,
  fits: (o: PairOutput) => boolean,
  probabilities: (o: PairOutput) => NdArray,
  logs: (o: PairOutput) => NdArray,
): ArrayRule {
  const has = (o: PairOutput) => isLogits(o) && fits(o);
  const as = (o: PairOutput, audit: Audit): OutputChange | undefined => {
    const taken = fedAs(audit, o, 'probabilities');
    if (taken) return { ...taken, yPred: probabilities(o) };
    const takenAsLogs = fedAs(audit, o, 'log-probabilities');
    return takenAsLogs && { ...takenAsLogs, yPred: logs(o) };
  };
  const can = (o: PairOutput, audit: Audit) =>
    (fedAs(audit, o, 'probabilities') ?? fedAs(audit, o, 'log-probabilities')) !== undefined;
  return {
    to,
    sentence,
    cost: (o, audit) => (has(o) && can(o, audit) ? cost : undefined),
    of: (o, audit) => (has(o) ? as(o, audit) : undefined),
  };
}

const RULES: readonly ArrayRule[] = [
  made(
    'softmax before the loss',
    'a softmax makes probabilities of the logits before the loss, which may clip them',
    4,
    ofRows,
    (o) => softmax(o.yPred, classes(o)),
    (o) => logSoftmax(o.yPred, classes(o)),
  ),
  made(
    'sigmoid before the loss',
    'a sigmoid makes probabilities of the logits before the loss, which may clip them',
    4,
    single,
    (o) => sigmoid(o.yPred),
    (o) => logSigmoid(o.yPred),
  ),
  made(
    'sigmoid instead of softmax',
    'a sigmoid, not a softmax, makes probabilities of the logits',
    6,
    ofRows,
    (o) => sigmoid(o.yPred),
    (o) => logSigmoid(o.yPred),
  ),
  made(
    'softmax instead of sigmoid',
    'a softmax, not a sigmoid, makes probabilities of the logits',
    6,
    (o) => single(o) && classesOf(o) > 1,
    (o) => softmax(o.yPred, classes(o)),
    (o) => logSoftmax(o.yPred, classes(o)),
  ),
];

/** The classes are on one axis, and the softmax goes along another one. */
function* along(axis: number): Generator<ArrayRule> {
  const has = (o: PairOutput) => ofRows(o) && axis !== classAxisOf(o) && (o.yPred.shape[axis] ?? 1) > 1;
  const on = `axis ${axis}`;
  yield made(
    `softmax on ${on}`,
    `the softmax goes along ${on}, not along the classes`,
    6,
    has,
    (o) => softmax(o.yPred, axis),
    (o) => logSoftmax(o.yPred, axis),
  );
  const isGiven = (o: PairOutput) => has(o) && !addsUp(o.yPred, classes(o));
  yield {
    to: `softmax on ${on} before`,
    sentence: `the predictions go through a softmax along ${on} first`,
    cost: (o) => (isGiven(o) ? 7 : undefined),
    of: (o) =>
      isGiven(o)
        ? {
            yPred:
              inputKindOf(o) === 'log-probabilities' ? logSoftmax(o.yPred, axis) : softmax(o.yPred, axis),
          }
        : undefined,
  };
}

export const activation = axisOf('activation', 'y_pred', 'logits', function* (audit) {
  yield* RULES;
  const axes = Math.max(0, ...audit.outputs.map((o) => pairOf(o)?.yPred.shape.length ?? 0));
  for (let axis = 0; axis < axes; axis++) yield* along(axis);
});
