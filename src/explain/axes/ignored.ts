/** Which label marks what counts nothing: another one, one more, or none. */
import { type NdArray, sizeOf } from '../../tensor/ndarray.js';
import { type ArrayRule, axisOf } from '../array-rules.js';
import { derived, idOfArray, mapped } from '../derive.js';
import { isPlusMinusOne, statsOf } from '../facts.js';
import { ignoredLabel } from '../roles.js';
import { type OutputChange, type PairOutput, paramsWith } from '../variants.js';

/** Labels that people ignore, with what they cost. */
const LABELS: readonly (readonly [label: number, cost: number])[] = [
  [0, 4],
  [-100, 4],
  [-1, 5],
  [-999, 7],
];

export const ignored = axisOf('ignored labels', 'ignored labels', 'mask', ({ outputs }) => [
  ...LABELS.map(
    ([label, cost]): ArrayRule => ({
      to: String(label),
      sentence: `targets of ${label} are ignored`,
      cost: (o) => (mayIgnore(o, label) ? cost : undefined),
      of: (o) => ignoring(o, label),
    }),
  ),
  {
    to: 'the largest',
    sentence: 'targets of the largest label are ignored',
    cost: (o) => (o.use.info.classIndices && mayIgnore(o, largest(o)) ? 6 : undefined),
    of: (o) => (o.use.info.classIndices ? ignoring(o, largest(o)) : undefined),
  },
  {
    from: outputs.flatMap((o) => ignoredLabel(o) ?? []).join(', '),
    to: 'none',
    sentence: 'the ignored targets are counted like others',
    cost: (o) => (has(o.yTrue, ignoredLabel(o)) ? 4 : undefined),
    of: counting,
  },
]);

/** Is it a label of these targets that is not ignored yet, and one that might be? */
function mayIgnore(o: PairOutput, label: number): boolean {
  const { use, yTrue } = o;
  if (label === ignoredLabel(o) || !has(yTrue, label)) return false;
  // Of other targets, a number that no real one is near to.
  const isMark = label < 0 && statsOf(yTrue).min === label && !isPlusMinusOne(yTrue);
  return use.info.classIndices || isMark;
}

/** Ignored beside what is ignored already; where the loss cannot, a mask or weights of 0 do it. */
function ignoring(o: PairOutput, label: number): OutputChange {
  if (!mayIgnore(o, label)) return {};
  const { use, yTrue, yPred, mask, sampleWeight } = o;
  const own = ignoredLabel(o);
  if (own !== undefined && has(yTrue, own))
    return { yTrue: mapped(yTrue, `${label} as ${own}`, (y) => (y === label ? own : y), yTrue.dtype) };
  if (use.info.paramOf('ignored-label')) return { params: paramsWith(o, 'ignored-label', label) };
  const kept = derived(yTrue, `not ${label}`, (y) => flags(y, label, yPred));
  if (Object.hasOwn(use.slots, 'mask')) return { mask: both(kept, mask) };
  return Object.hasOwn(use.slots, 'sample_weight') ? { sampleWeight: both(kept, sampleWeight) } : {};
}

/** 1 for each target that is not the label; the last axis of one element is left to the loss. */
function flags({ shape, data }: NdArray, label: number, yPred: NdArray): NdArray {
  const column = shape.length > 1 && shape.length === yPred.shape.length && shape.at(-1) === 1;
  const own = column ? shape.slice(0, -1) : shape;
  const result = new Float64Array(sizeOf(own));
  for (let i = 0; i < result.length; i++) result[i] = data[i] === label ? 0 : 1;
  return { dtype: 'float64', shape: own, data: result };
}

/** Weights or a mask with those of the label taken out. */
function both(kept: NdArray, other: NdArray | undefined): NdArray {
  if (!other) return kept;
  const each = kept.data.length / other.data.length;
  return mapped(kept, `times ${idOfArray(other)}`, (x, i) => x * (other.data[Math.floor(i / each)] ?? 1));
}

/** The label that is ignored counts: one that no target has is ignored instead, or none. */
function counting(o: PairOutput): OutputChange {
  const param = o.use.info.paramOf('ignored-label');
  const own = ignoredLabel(o);
  if (!param || own === undefined || !has(o.yTrue, own)) return {};
  return { params: paramsWith(o, 'ignored-label', param.default === own ? -101 : param.default) };
}

const found = new WeakMap<NdArray, Map<number, boolean>>();

/** Is it one of the elements? */
function has(array: NdArray, label: number | undefined): boolean {
  if (label === undefined) return false;
  const known = found.get(array) ?? new Map<number, boolean>();
  found.set(array, known);
  const before = known.get(label);
  if (before !== undefined) return before;
  const result = array.data.includes(label);
  known.set(label, result);
  return result;
}

const largest = ({ yTrue }: PairOutput) => statsOf(yTrue).max;
