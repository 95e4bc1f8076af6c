/** Predictions of another kind than the loss takes: activations left out, applied once more, undone. */
import type { NdArray } from '../../tensor/ndarray.js';
import * as act from '../activations.js';
import { axisOf } from '../array-rules.js';
import { addsUp, classesOf, isWithin, statsOf } from '../facts.js';
import { activationOf, classAxisOf, type InputKind, inputKindOf } from '../roles.js';
import type { PairOutput } from '../variants.js';

const axisIn = (o: PairOutput) => classAxisOf(o) ?? o.yPred.shape.length - 1;
const ofRows = (o: PairOutput) => activationOf(o) !== 'sigmoid' && classesOf(o) > 1;
const single = (o: PairOutput) => activationOf(o) === 'sigmoid';
const anyMayBe = (o: PairOutput) => inputKindOf(o) !== 'any' || isWithin(o.yTrue, -1, 1);
/** By their values: between 0 and 1, rows of classes adding up to 1. */
const areProbabilities = (o: PairOutput) =>
  activationOf(o) === 'softmax' ? addsUp(o.yPred, axisIn(o)) : isWithin(o.yPred, 0, 1);
const isRate = ({ use }: PairOutput) => use.info.family === 'poisson' || use.info.family === 'gamma';

type Costs = Partial<Readonly<Record<InputKind, number>>>;
type Row = readonly [
  to: string,
  sentence: string,
  costs: Costs,
  fits: (o: PairOutput) => boolean,
  of: (o: PairOutput) => NdArray,
];

/** Other values, which the loss takes as it takes its own. */
const VALUES: readonly Row[] = [
  [
    'softmax(y_pred)',
    'the predictions go through a softmax once more',
    { logits: 3, probabilities: 4, 'log-probabilities': 4, any: 6 },
    (o) => ofRows(o) && anyMayBe(o),
    (o) => act.softmax(o.yPred, axisIn(o)),
  ],
  [
    'sigmoid(y_pred)',
    'the predictions go through a sigmoid once more',
    { logits: 3, probabilities: 4, any: 6 },
    (o) => activationOf(o) !== 'softmax' && anyMayBe(o),
    (o) => act.sigmoid(o.yPred),
  ],
  [
    'log_softmax(y_pred)',
    'the predictions go through a log-softmax first',
    { 'log-probabilities': 3 },
    ofRows,
    (o) => act.logSoftmax(o.yPred, axisIn(o)),
  ],
  [
    'log(y_pred)',
    'the logarithms of the predictions are taken for them',
    { logits: 4, 'log-probabilities': 3, probabilities: 6 },
    (o) => isWithin(o.yPred, 0, 1),
    (o) => act.log(o.yPred),
  ],
  [
    'exp(y_pred)',
    'the exponentials of the predictions are taken for them',
    { probabilities: 3, 'log-probabilities': 4, logits: 6, any: 6 },
    (o) => isRate(o) || (inputKindOf(o) !== 'any' && isWithin(o.yPred, Number.NEGATIVE_INFINITY, 0)),
    (o) => act.exp(o.yPred),
  ],
  [
    'logit(y_pred)',
    'the sigmoid of the predictions is undone',
    { logits: 4, probabilities: 5 },
    (o) => single(o) && isWithin(o.yPred, 0, 1),
    (o) => act.logit(o.yPred),
  ],
  [
    '1 - y_pred',
    'the predictions are those of the other class',
    { probabilities: 6 },
    (o) => single(o) && isWithin(o.yPred, 0, 1),
    (o) => act.complement(o.yPred),
  ],
  [
    '-y_pred',
    'the predictions have the other sign',
    { logits: 6, any: 7 },
    (o) => statsOf(o.yPred).min < 0,
    (o) => act.negative(o.yPred),
  ],
  [
    'rounded',
    'the predictions are rounded to 0 and 1',
    { probabilities: 6, any: 7 },
    areProbabilities,
    (o) => (activationOf(o) === 'softmax' ? act.hardened(o.yPred, axisIn(o)) : act.rounded(o.yPred)),
  ],
];

export const predictions = axisOf('predictions', 'y_pred', 'logits', () =>
  VALUES.map(([to, sentence, costs, fits, of]) => ({
    to,
    sentence,
    cost: (o) => (fits(o) ? costs[inputKindOf(o)] : undefined),
    of: (o) => (fits(o) ? { yPred: of(o) } : undefined),
  })),
);
