/** The sum behind the loss, divided by something else that the arrays let one count. */
import { constant, input } from '../../expr/node.js';
import { isNdArray, type NdArray } from '../../tensor/ndarray.js';
import { shortText } from '../../text/sentence.js';
import type { Axis } from '../axis.js';
import { type Count, isPlain } from '../case.js';
import { sumOf } from '../derive.js';
import { divisor, onlyLedger } from '../ledger-text.js';
import { ignoredLabel } from '../roles.js';
import type { PairOutput } from '../variants.js';

const whole = (name: string, array: NdArray) => input(name, array.shape);
const sizes = (axis: (shape: readonly number[]) => number | undefined) => (output: PairOutput) => {
  const n = axis(output.yPred.shape);
  return n === undefined ? undefined : constant(n);
};

/** Costs beside: the counts that frameworks divide by come first. */
const COUNTS: readonly (Count & { readonly cost: number; readonly said?: string })[] = [
  { name: '1 (the sum)', said: 'the sum', cost: 4, of: () => constant(1) },
  { name: 'all rows', cost: 4, of: (_, rows) => constant(rows) },
  { name: 'all elements of y_pred', cost: 4, of: ({ yPred }) => constant(yPred.data.length) },
  { name: 'all elements of y_true', cost: 4, of: ({ yTrue }) => constant(yTrue.data.length) },
  {
    name: 'the unmasked entries',
    cost: 3,
    of: ({ mask }) => mask && whole('mask', mask).notEqual(0).sum(),
  },
  { name: 'all entries of the mask', cost: 3, of: ({ mask }) => mask && constant(mask.data.length) },
  {
    name: 'the non-zero weights',
    cost: 3,
    of: ({ sampleWeight: w }) => w && whole('sample_weight', w).notEqual(0).sum(),
  },
  {
    name: 'the sum of the weights',
    cost: 3,
    of: ({ sampleWeight: w }) => w && whole('sample_weight', w).sum(),
  },
  {
    name: 'the sum of the weights of the unmasked entries',
    cost: 3,
    of: ({ mask, sampleWeight }) => mask && sampleWeight && constant(keptWeight(mask, sampleWeight)),
  },
  { name: 'the sum of the weights of the elements', cost: 3, of: elementWeights },
  { name: 'the number of weights', cost: 3, of: ({ sampleWeight: w }) => w && constant(w.data.length) },
  { name: 'the sum of the class weights of the targets', cost: 3, of: classWeights },
  { name: 'the targets that are not ignored', cost: 3, of: notIgnored },
  { name: 'the positive targets', cost: 6, of: ({ yTrue }) => constant(count(yTrue, (y) => y > 0)) },
  { name: 'the rows and timesteps', cost: 5, of: sizes((s) => (s.length > 2 ? s[0]! * s[1]! : undefined)) },
  { name: 'the timesteps', cost: 5, of: sizes((s) => (s.length > 2 ? s[1] : undefined)) },
  { name: 'the classes', cost: 5, of: sizes((s) => (s.length > 1 ? s.at(-1) : undefined)) },
];

function count({ data }: NdArray, wanted: (x: number) => boolean): number {
  let n = 0;
  for (let i = 0; i < data.length; i++) if (wanted(data[i]!)) n++;
  return n;
}

/** Weights of rows count for every entry of their row. NaN where the shapes do not fit. */
function keptWeight(mask: NdArray, weights: NdArray): number {
  const each = mask.data.length / weights.data.length;
  if (!Number.isInteger(each)) return Number.NaN;
  let sum = 0;
  for (let i = 0; i < mask.data.length; i++) if (mask.data[i]) sum += weights.data[Math.floor(i / each)]!;
  return sum;
}

/** Of an array parameter without a role that has a number for each element, or for each row. */
function elementWeights({ use, yPred }: PairOutput) {
  for (const [name, { role, takesArray }] of Object.entries(use.declared)) {
    const weights = use.values[name];
    if (role !== undefined || !takesArray || !isNdArray(weights)) continue;
    const each = yPred.data.length / weights.data.length;
    if (Number.isInteger(each)) return constant(sumOf(weights) * each);
  }
  return undefined;
}

function classWeights(output: PairOutput) {
  const { classWeight, yTrue, use } = output;
  const table = use.value('class-weights');
  const ignored = ignoredLabel(output);
  const weightOf = classWeight
    ? (y: number) => classWeight.get(y) ?? 1
    : isNdArray(table) && use.info.classIndices
      ? (y: number) => (y === ignored ? 0 : (table.data[y] ?? 1))
      : undefined;
  if (!weightOf) return undefined;
  let sum = 0;
  for (let i = 0; i < yTrue.data.length; i++) sum += weightOf(yTrue.data[i]!);
  return constant(sum);
}

function notIgnored(output: PairOutput) {
  const ignored = ignoredLabel(output);
  if (ignored === undefined) return undefined;
  return input('y_true', output.yTrue.shape).notEqual(ignored).sum();
}

export const denominator: Axis = {
  name: 'denominator',
  reads: true,
  *changes(of) {
    const { audit } = of;
    const single =
      audit.outputs.length === 1 &&
      audit.batchSize === undefined &&
      audit.outputs[0]!.lossWeight === 1 &&
      Object.keys(audit.regularization).length === 0;
    if (!single || !isPlain({ ...of, after: [] }) || of.after.length > 0) return;
    for (const over of COUNTS)
      yield {
        what: 'denominator',
        from: "the framework's own",
        to: over.name,
        family: 'denominator',
        cost: over.cost,
        sentence: ({ own, value }) => {
          const ledger = onlyLedger(own);
          if (!ledger || !value) return `the sum is divided by ${over.name}`;
          const count = `${shortText(ledger.numerator! / value)} (${over.said ?? over.name})`;
          return `${shortText(ledger.numerator!)} is divided by ${count} instead of by ${divisor(ledger)}`;
        },
        apply: (c) => ({ ...c, over }),
      };
  },
};
