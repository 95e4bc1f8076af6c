/** What else may be done with a mask. */
import type { NdArray } from '../../tensor/ndarray.js';
import type { Axis, Change } from '../axis.js';
import { mapped } from '../derive.js';
import { type OutputChange, type PairOutput, pairOf, withOutputs } from '../variants.js';

interface Masked extends PairOutput {
  readonly mask: NdArray;
}

export const mask: Axis = {
  name: 'mask',
  *changes({ audit }) {
    const masked = audit.outputs.flatMap((o) => pairOf(o) ?? []).filter(isMasked);
    if (masked.length === 0) return;
    yield change('left out', 3, 'the mask is left out', () => ({ mask: undefined }));
    if (masked.every((o) => !o.sampleWeight)) {
      yield change('as sample_weight', 4, 'the mask is multiplied in as sample weights', (o) => ({
        mask: undefined,
        sampleWeight: asWeights(o),
      }));
      yield change('also as sample_weight', 5, 'the mask counts twice: as a mask and as weights', (o) => ({
        sampleWeight: asWeights(o),
      }));
    } else
      yield change('into sample_weight', 5, 'the mask is multiplied into the sample weights', (o) => ({
        mask: undefined,
        sampleWeight: timesMask(o),
      }));
    yield change('inverted', 6, 'the mask is inverted', ({ mask: m }) => ({ mask: remade(m, 'not', not) }));
    yield change('as zeros in y_true and y_pred', 6, 'what is masked is set to 0 instead', (o) => ({
      mask: undefined,
      yTrue: zeroed(o.yTrue, o.mask),
      yPred: zeroed(o.yPred, o.mask),
    }));
    if (!masked.some(({ mask: m }) => m.data.length > m.shape[0]!)) return;
    yield change('a step later', 6, 'the mask lies a step too late', (o) => ({ mask: moved(o.mask, -1) }));
    yield change('a step earlier', 6, 'the mask lies a step too early', (o) => ({ mask: moved(o.mask, 1) }));
    yield change('whole rows', 7, 'a row counts as a whole as soon as one of its steps does', (o) => ({
      mask: byRow(o.mask, 'any', (row) => row.some((m) => m !== 0)),
    }));
    yield change('full rows alone', 7, 'a row counts only if all of its steps do', (o) => ({
      mask: byRow(o.mask, 'all', (row) => row.every((m) => m !== 0)),
    }));
  },
};

function change(to: string, cost: number, sentence: string, make: (o: Masked) => OutputChange): Change {
  const apply: Change['apply'] = (c) => ({
    ...c,
    audit: withOutputs(c.audit, (o) => (isMasked(o) ? make(o) : {})),
  });
  return { what: 'mask', from: 'as given', to, family: 'mask', cost, sentence, apply };
}

function isMasked(output: PairOutput): output is Masked {
  return output.mask !== undefined;
}

const asWeights = ({ mask: m }: Masked) => mapped(m, 'as weights', (x) => x);
const not = (x: number) => 1 - x;

/** Of the mask's own dtype, which the framework may ask for. */
function remade(m: NdArray, name: string, of: (x: number, i: number) => number): NdArray {
  return mapped(m, name, of, m.dtype === 'bool' ? 'bool' : 'float64');
}

/** Weights of the same shape times the mask; others stay. */
function timesMask({ mask: m, sampleWeight: w }: Masked) {
  if (m.data.length !== w?.data.length) return w;
  return mapped(w, 'times mask', (x, i) => x * m.data[i]!);
}

function zeroed(array: NdArray, m: NdArray): NdArray {
  const each = Math.max(1, array.data.length / m.data.length);
  return mapped(array, 'zeroed', (x, i) => (m.data[Math.floor(i / each)] ? x : 0), array.dtype);
}

/** By some steps within each row; what comes in counts nothing. */
function moved(m: NdArray, by: number): NdArray {
  const steps = m.shape[1] ?? 1;
  return remade(m, `moved ${by}`, (_, i) => {
    const from = (i % steps) + by;
    return from < 0 || from >= steps ? 0 : m.data[i + by]!;
  });
}

function byRow(m: NdArray, name: string, of: (row: readonly number[]) => boolean): NdArray {
  const steps = m.data.length / m.shape[0]!;
  return remade(m, name, (_, i) => {
    const from = i - (i % steps);
    return of(Array.from(m.data.subarray(from, from + steps) as ArrayLike<number>)) ? 1 : 0;
  });
}
