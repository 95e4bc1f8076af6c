/** Statistics of an array, and how many of its elements are what. */
import { sizeOf } from '../../tensor/ndarray.js';
import { type ArrayStats, defineFact } from '../fact.js';
import { count, first, greatest, least, sum } from '../fields.js';

/** Of all elements, or of those that are not `except`. */
export const stats = defineFact({
  name: 'stats',
  fields: { min: least, max: greatest, nan: count, fractional: count, count },
  block(state, { arrays: [data] }, { except }: { readonly except?: number }) {
    let { min, max, nan, fractional } = state;
    let left = 0;
    const all = except === undefined;
    for (let i = 0; i < data!.length; i++) {
      const x = data![i]!;
      if (!all && x === except) continue;
      left++;
      if (x < min) min = x;
      if (x > max) max = x;
      // Not 0 for infinities and NaN either.
      if (x - Math.floor(x) !== 0) {
        if (Number.isNaN(x)) nan++;
        else fractional++;
      }
    }
    // Without −0.
    Object.assign(state, { min: min + 0, max: max + 0, nan, fractional, count: state.count + left });
  },
  answer: (state): ArrayStats => state,
});

/** How many elements are this number. */
export const equal = defineFact({
  name: 'equal',
  fields: { count },
  block(state, { arrays: [data] }, { value }: { readonly value: number }) {
    let n = 0;
    for (let i = 0; i < data!.length; i++) if (data![i] === value) n++;
    state.count += n;
  },
  trivial: ([s], { value }) => s!.min > value || s!.max < value,
  answer: (state) => state.count,
});

/** How many elements are less than `low` or more than `high`. */
export const outside = defineFact({
  name: 'outside',
  fields: { count },
  block(state, { arrays: [data] }, { low, high }: { readonly low: number; readonly high?: number }) {
    const most = high ?? Number.POSITIVE_INFINITY;
    let n = 0;
    for (let i = 0; i < data!.length; i++) if (data![i]! < low || data![i]! > most) n++;
    state.count += n;
  },
  trivial: ([s], { low, high = Number.POSITIVE_INFINITY }) => s!.min >= low && s!.max <= high,
  answer: (state) => state.count,
});

interface Allowed {
  readonly allowed: readonly number[];
  readonly except?: number;
}

/** The first element that is none of these numbers; undefined without any. */
export const other = defineFact({
  name: 'other',
  fields: { first },
  block(state, { arrays: [data], heads: [head], first: row }, { allowed, except }: Allowed) {
    const from = row * sizeOf(head!.shape.slice(1));
    if (state.first.at <= from) return;
    const at = data!.findIndex((x: number) => x !== except && !allowed.includes(x));
    if (at >= 0) state.first = first.merge(state.first, { at: from + at, values: [data![at]!] });
  },
  trivial([s], { allowed }) {
    const { min, max, nan, fractional } = s!;
    return nan === 0 && fractional === 0 && max - min < allowed.length && allIn(allowed, min, max);
  },
  answer: (state): number | undefined => state.first.values[0],
});

/** Are all integers from `min` to `max` among these? */
function allIn(allowed: readonly number[], min: number, max: number): boolean {
  for (let x = min; x <= max; x++) if (!allowed.includes(x)) return false;
  return true;
}

export const total = defineFact({
  name: 'total',
  fields: { sum },
  block(state, { arrays: [data] }) {
    state.sum.addAll(data!, 0, data!.length);
  },
  answer: (state) => state.sum.value(),
});
