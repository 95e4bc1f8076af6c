/** Labels of another kind than the loss takes: 0/1 and ±1, off by one, one-hot or indices, complemented. */
import type { Audit } from '../../audit/audit.js';
import * as act from '../activations.js';
import { type ArrayRule, axisOf } from '../array-rules.js';
import { mapped } from '../derive.js';
import { classesOf, isBinary, isOneHot, isPlusMinusOne, isWithin, labelRange, statsOf } from '../facts.js';
import { areIndices, ofOtherLabels, withLoss } from '../other-loss.js';
import { activationOf, classAxisOf, ignoredLabel } from '../roles.js';
import type { OutputChange, PairOutput } from '../variants.js';

const isOfMargins = ({ use: { info } }: PairOutput) => info.targets.includes('plus-minus-one');
const isSingle = (o: PairOutput) => activationOf(o) === 'sigmoid';
const isIndexed = ({ use }: PairOutput) => areIndices(use.info);
const hot = (o: PairOutput) => isOneHot(o, classAxisOf(o));

/** Every label but the ignored one. */
function relabelled(o: PairOutput, name: string, of: (y: number) => number): OutputChange {
  const ignored = ignoredLabel(o);
  const yTrue = mapped(o.yTrue, `${name} ${ignored}`, (y) => (y === ignored ? y : of(y)), o.yTrue.dtype);
  return { yTrue };
}

interface Row {
  readonly to: string;
  readonly sentence: string;
  readonly cost: number | ((o: PairOutput) => number);
  readonly fits: (o: PairOutput) => boolean;
  readonly of: (o: PairOutput, audit: Audit) => OutputChange | undefined;
}

const ROWS: readonly Row[] = [
  {
    to: '-1 and 1',
    sentence: 'the labels 0 and 1 are given as -1 and 1',
    cost: (o) => (isOfMargins(o) ? 4 : isSingle(o) ? 5 : 6),
    fits: (o) => isBinary(o.yTrue) && !isIndexed(o) && !hot(o),
    of: (o) => ({ yTrue: mapped(o.yTrue, 'plus minus', (y) => 2 * y - 1) }),
  },
  {
    to: '0 and 1',
    sentence: 'the labels -1 and 1 are given as 0 and 1',
    cost: (o) => (isOfMargins(o) || isSingle(o) ? 4 : 6),
    fits: (o) => isPlusMinusOne(o.yTrue) && statsOf(o.yTrue).min < 0,
    of: (o) => ({ yTrue: mapped(o.yTrue, 'zero one', (y) => (y + 1) / 2) }),
  },
  {
    to: '1 - y_true',
    sentence: 'the labels are those of the other class',
    cost: (o) => (isSingle(o) || classesOf(o) === 2 ? 5 : 7),
    fits: (o) =>
      isIndexed(o)
        ? classesOf(o) === 2 && labelRange(o).max <= 1
        : isWithin(o.yTrue, 0, 1) && (isSingle(o) || (hot(o) ? classesOf(o) === 2 : isBinary(o.yTrue))),
    of: (o) => relabelled(o, 'complement', (y) => 1 - y),
  },
  {
    to: '-y_true',
    sentence: 'the labels have the other sign',
    cost: 6,
    fits: (o) => isPlusMinusOne(o.yTrue) && statsOf(o.yTrue).min < 0,
    of: (o) => ({ yTrue: act.negative(o.yTrue) }),
  },
  {
    to: 'y_true + 1',
    sentence: 'the labels are off by one: each is 1 more',
    cost: 5,
    fits: (o) => isIndexed(o) && labelRange(o).max <= classesOf(o) - 2,
    of: (o) => relabelled(o, 'more', (y) => y + 1),
  },
  {
    to: 'y_true - 1',
    sentence: 'the labels are off by one: each is 1 less',
    cost: 5,
    fits: (o) => isIndexed(o) && labelRange(o).min >= 1,
    of: (o) => relabelled(o, 'less', (y) => y - 1),
  },
  {
    to: 'y_true - 1, 0 ignored',
    sentence: 'the label 0 is ignored, and all others are 1 less',
    cost: 7,
    fits: (o) => isIndexed(o) && ignoredLabel(o) !== undefined && labelRange(o).min === 0,
    of: (o) => relabelled(o, 'less without 0', (y) => (y === 0 ? (ignoredLabel(o) ?? y) : y - 1)),
  },
  {
    to: 'class indices',
    sentence: 'the one-hot rows are given as class indices',
    cost: 4,
    fits: (o) => !isIndexed(o) && hot(o),
    of: (o, audit) => otherLabels(o, audit),
  },
  {
    to: 'one-hot rows',
    sentence: 'the class indices are given as one-hot rows',
    cost: 4,
    fits: (o) => isIndexed(o) && classesOf(o) > 1,
    of: (o, audit) => otherLabels(o, audit),
  },
  {
    to: 'the likeliest classes',
    sentence: 'the targets are the likeliest classes alone, not their probabilities',
    cost: 6,
    fits: (o) => isWithin(o.yTrue, 0, 1) && statsOf(o.yTrue).fractional > 0 && activationOf(o) !== undefined,
    of: (o) => ({
      yTrue: isSingle(o) ? act.rounded(o.yTrue) : act.hardened(o.yTrue, classAxisOf(o) ?? -1),
    }),
  },
];

/** The same labels for the loss of the same framework that takes them so. */
function otherLabels(o: PairOutput, audit: Audit): OutputChange | undefined {
  const other = ofOtherLabels(audit, o);
  return other && withLoss(o, other);
}

export const labels = axisOf('labels', 'y_true', 'labels', () =>
  ROWS.map(
    ({ to, sentence, cost, fits, of }): ArrayRule => ({
      to,
      sentence,
      cost: (o) => (fits(o) ? (typeof cost === 'number' ? cost : cost(o)) : undefined),
      of: (o, audit) => (fits(o) ? of(o, audit) : undefined),
    }),
  ),
);
