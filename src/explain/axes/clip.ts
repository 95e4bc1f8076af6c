/** Predictions near 0 or 1 kept away from them by some epsilon; rows made to add up to 1 before. */
import type { NdArray } from '../../tensor/ndarray.js';
import * as act from '../activations.js';
import { type ArrayRule, axisOf } from '../array-rules.js';
import { mapped } from '../derive.js';
import { classesOf, isWithin, statsOf } from '../facts.js';
import { activationOf, classAxisOf, inputKindOf } from '../roles.js';
import type { PairOutput } from '../variants.js';

const EPSILONS: readonly (readonly [text: string, eps: number, cost: number])[] = [
  ['1e-7', 1e-7, 4],
  ['1e-15', 1e-15, 5],
  ['1e-8', 1e-8, 5],
  ['1e-12', 1e-12, 5],
  ['1e-10', 1e-10, 6],
  ['1e-6', 1e-6, 6],
  ['1e-5', 1e-5, 6],
  // The spacings of float64 and float32 at 1.
  ['2^-52', 2 ** -52, 6],
  ['2^-23', 2 ** -23, 6],
  ['1e-9', 1e-9, 7],
  ['1e-4', 1e-4, 7],
  ['1e-3', 1e-3, 7],
  ['0.01', 0.01, 7],
];
/** An epsilon that is so many times smaller than every prediction is not seen in the sum. */
const SEEN = 1e5;

const isLog = (o: PairOutput) => inputKindOf(o) === 'log-probabilities';
const areLogs = (o: PairOutput) => isLog(o) && isWithin(o.yPred, Number.NEGATIVE_INFINITY, 1e-3);
const areProbabilities = (o: PairOutput) =>
  (inputKindOf(o) === 'probabilities' && isWithin(o.yPred, 0, 1)) || areLogs(o);
/** The classes of a row share 1: what lies near 1 adds nothing to the loss. */
const areRows = (o: PairOutput) => activationOf(o) === 'softmax' && classesOf(o) > 1;

/** Is a prediction within so much of 0, or of 1 where that matters? */
function isNear(o: PairOutput, eps: number): boolean {
  const { min, max } = statsOf(o.yPred);
  return isLog(o) ? min < Math.log(eps) : min < eps || (max > 1 - eps && !areRows(o));
}

function clipped(o: PairOutput, low: number, high: number): NdArray {
  const [a, b] = isLog(o) ? [Math.log(low), Math.log(high)] : [low, high];
  return mapped(o.yPred, `clipped to ${a} ${b}`, (p) => Math.min(Math.max(p, a), b));
}

function added(o: PairOutput, eps: number): NdArray {
  if (isLog(o)) return mapped(o.yPred, `log of ${eps} more`, (x) => Math.log(Math.exp(x) + eps));
  return mapped(o.yPred, `${eps} more`, (p) => p + eps);
}

type Row = readonly [
  to: string,
  sentence: string,
  cost: number,
  fits: (o: PairOutput) => boolean,
  of: (o: PairOutput) => NdArray,
];

function* rows(): Generator<Row> {
  for (const [text, eps, cost] of EPSILONS) {
    yield [
      `clipped to [${text}, 1 - ${text}]`,
      `the predictions are clipped to [${text}, 1 − ${text}] before`,
      cost,
      (o) => isNear(o, eps),
      (o) => clipped(o, eps, 1 - eps),
    ];
    yield [
      `at least ${text}`,
      `predictions below ${text} are raised to it before`,
      cost + 1,
      (o) => isNear(o, eps) && !areRows(o),
      (o) => clipped(o, eps, Number.POSITIVE_INFINITY),
    ];
    yield [
      `${text} added`,
      `${text} is added to the predictions before`,
      cost + 1,
      (o) => isNear(o, eps * SEEN),
      (o) => added(o, eps),
    ];
  }
  yield [
    'rows made to add up to 1',
    'the rows of the predictions are divided by their sums before',
    4,
    areRows,
    (o) => (isLog(o) ? act.logSoftmax : act.normalised)(o.yPred, classAxisOf(o)!),
  ];
}

export const clip = axisOf('clip', 'y_pred', 'constants', () =>
  [...rows()].map(([to, sentence, cost, fits, of]): ArrayRule => {
    const may = (o: PairOutput) => areProbabilities(o) && fits(o);
    return {
      to,
      sentence,
      cost: (o) => (may(o) ? cost : undefined),
      of: (o) => (may(o) ? { yPred: of(o) } : undefined),
    };
  }),
);
