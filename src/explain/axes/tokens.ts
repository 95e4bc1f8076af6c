/** Labels one position away from the predictions that they belong to: of timesteps, or of rows. */
import type { Audit } from '../../audit/audit.js';
import { type NdArray, sliceRows } from '../../tensor/ndarray.js';
import { type ArrayRule, axisOf } from '../array-rules.js';
import { derived } from '../derive.js';
import { classAxisOf } from '../roles.js';
import { type OutputChange, type PairOutput, pairOf, paramsWith, stepsOf } from '../variants.js';

/** Where an output has its positions. */
interface Positions {
  readonly yTrue: number;
  readonly yPred: number;
  readonly length: number;
}

/** With fewer positions there is hardly anything left. */
const FEWEST = 3;

/** The timesteps: [N, T] or [N, T, …] targets of [N, T, …] predictions. */
function timesteps({ yTrue, yPred, use, arrays }: PairOutput): Positions | undefined {
  if (yPred.shape.length !== 3 || yTrue.shape.length < 2) return undefined;
  const at = classAxisOf({ use, arrays } as PairOutput) === 1 ? 2 : 1;
  const ofTrue = yTrue.shape.length === yPred.shape.length && !use.info.classIndices ? at : 1;
  const length = yPred.shape[at]!;
  return yTrue.shape[ofTrue] === length && length >= FEWEST
    ? { yTrue: ofTrue, yPred: at, length }
    : undefined;
}

/** The rows, where nothing else comes one after the other. */
function rows(o: PairOutput): Positions | undefined {
  const { yTrue, yPred } = o;
  const length = yPred.shape[0] ?? 0;
  if (timesteps(o) || yTrue.shape[0] !== length || length < FEWEST) return undefined;
  return { yTrue: 0, yPred: 0, length };
}

function cut(x: NdArray, axis: number, from: number, to: number): NdArray {
  return derived(x, `${from} to ${to} of axis ${axis}`, () => sliceRows(x, from, to, axis));
}

/**
 * Each position's label `by` positions later; positions without one are dropped. Masks and weights are those
 * of the labels.
 */
function moved(o: PairOutput, { yTrue, yPred, length }: Positions, by: number): OutputChange {
  const labels = (x: NdArray, axis: number) =>
    by > 0 ? cut(x, axis, by, length) : cut(x, axis, 0, length + by);
  const along = (x: NdArray | undefined) =>
    x && x.shape.length > yTrue && x.shape[yTrue] === length ? labels(x, yTrue) : x;
  return {
    yTrue: labels(o.yTrue, yTrue),
    yPred: by > 0 ? cut(o.yPred, yPred, 0, length - by) : cut(o.yPred, yPred, -by, length),
    mask: along(o.mask),
    sampleWeight: along(o.sampleWeight),
  };
}

function rule(
  to: string,
  sentence: string,
  costs: { readonly labels: number; readonly others: number },
  where: (o: PairOutput) => Positions | undefined,
  by: number,
): ArrayRule {
  return {
    to,
    sentence,
    cost: (o) => (where(o) ? (o.use.info.classIndices ? costs.labels : costs.others) : undefined),
    of(o) {
      const at = where(o);
      return at && moved(o, at, by);
    },
  };
}

const RULES: readonly ArrayRule[] = [
  rule(
    'shifted by one token',
    'the labels are those of the next timestep: targets[:, 1:] against predictions[:, :-1]',
    { labels: 4, others: 6 },
    timesteps,
    1,
  ),
  rule(
    'shifted by one token the other way',
    'the labels are those of the timestep before: targets[:, :-1] against predictions[:, 1:]',
    { labels: 6, others: 7 },
    timesteps,
    -1,
  ),
  rule(
    'shifted by one row',
    'the labels are those of the next row: targets[1:] against predictions[:-1]',
    { labels: 7, others: 7 },
    rows,
    1,
  ),
  rule(
    'shifted by one row the other way',
    'the labels are those of the row before: targets[:-1] against predictions[1:]',
    { labels: 8, others: 8 },
    rows,
    -1,
  ),
];

/** Does the loss itself take the label of the next position? */
const shifts = (o: PairOutput, audit: Audit) => stepsOf(audit, o).includes('shift');

export const tokens = axisOf('tokens', 'y_true', 'labels', function* (audit) {
  yield* RULES;
  const first = audit.outputs.flatMap((o) => pairOf(o) ?? []).find((o) => shifts(o, audit));
  const param = first?.use.info.paramOf('shifted-labels');
  const word = param?.words?.[0];
  if (word === undefined) return;
  yield {
    what: `params.${param!.name}`,
    from: 'left out',
    to: word,
    sentence: 'the labels are not shifted: each is that of its own position',
    cost: (o, of) => (shifts(o, of) ? 4 : undefined),
    of: (o, of) => (shifts(o, of) ? { params: paramsWith(o, 'shifted-labels', word) } : undefined),
  };
});
