/** Sums of the rows of values along the last axis: are they rows of probabilities? */
import { sizeOf } from '../../tensor/ndarray.js';
import { type ArrayHead, type Block, defineFact } from '../fact.js';
import { count, type First, first, sum } from '../fields.js';

/** How far from 1 probabilities, or the exponentials of their logarithms, may add up. */
export const NEAR_ONE = 1e-2;

interface Sums {
  /** How far from 1 a sum may be. */
  readonly tolerance: number;
  /** Sums of the exponentials. */
  readonly exp?: true;
  /** Over all axes but the first, not over the last alone. */
  readonly flat?: true;
}

/** Along its only axis, a row goes through all blocks. */
const isOneRow = ({ shape }: ArrayHead) => shape.length === 1;

/** How many values are added up, and how many sums a row of axis 0 has. */
function widthOf({ shape }: ArrayHead, flat?: true): { readonly width: number; readonly perRow: number } {
  const width = flat ? sizeOf(shape.slice(1)) : (shape.at(-1) ?? 1);
  return { width, perRow: flat ? 1 : sizeOf(shape.slice(1, -1)) };
}

/** Calls back with each row's sum and its place among the sums, until it is told that this is enough. */
function eachSum(
  { arrays: [data], heads: [head], first: row }: Block,
  { exp, flat }: Pick<Sums, 'exp' | 'flat'>,
  hear: (sum: number, at: number) => boolean,
): void {
  const { width, perRow } = widthOf(head!, flat);
  for (let i = 0, at = row * perRow; i < data!.length; i += width, at++) {
    let total = 0;
    if (exp) for (let k = i; k < i + width; k++) total += Math.exp(data![k]!);
    else for (let k = i; k < i + width; k++) total += data![k]!;
    if (!hear(total, at)) return;
  }
}

function addWhole(state: { sum: { add(x: number): void } }, { arrays: [data] }: Block, exp?: true): void {
  for (let i = 0; i < data!.length; i++) state.sum.add(exp ? Math.exp(data![i]!) : data![i]!);
}

const isFar = (total: number, tolerance: number) => Math.abs(total - 1) > tolerance;

/** The first sum that is far from 1; undefined where none is. A sum that is NaN is not looked at. */
export const firstFarRow = defineFact({
  name: 'first-far-row',
  fields: { first, sum },
  block(state, block, params: Sums) {
    const [head] = block.heads;
    if (isOneRow(head!)) addWhole(state, block, params.exp);
    else if (state.first.at >= block.first * widthOf(head!, params.flat).perRow)
      eachSum(block, params, (total, at) => {
        if (!isFar(total, params.tolerance)) return true;
        state.first = first.merge(state.first, { at, values: [total] });
        return false;
      });
  },
  answer(state, { tolerance }, [head]): number | undefined {
    if (!isOneRow(head!)) return state.first.values[0];
    const whole = state.sum.value();
    return head!.shape[0]! > 0 && isFar(whole, tolerance) ? whole : undefined;
  },
});

export interface FarRows {
  readonly count: number;
  /** What the first of them adds up to. */
  readonly sum: number | undefined;
}

/** All sums that are far from 1. */
export const farRows = defineFact({
  name: 'far-rows',
  fields: { count, first, sum },
  block(state, block, params: Sums) {
    if (isOneRow(block.heads[0]!)) {
      addWhole(state, block, params.exp);
      return;
    }
    let found: First = state.first;
    let n = 0;
    eachSum(block, params, (total, at) => {
      if (isFar(total, params.tolerance)) {
        n++;
        if (at < found.at) found = { at, values: [total] };
      }
      return true;
    });
    state.count += n;
    state.first = found;
  },
  answer(state, { tolerance }, [head]): FarRows {
    if (!isOneRow(head!)) return { count: state.count, sum: state.first.values[0] };
    const whole = state.sum.value();
    return head!.shape[0]! > 0 && isFar(whole, tolerance)
      ? { count: 1, sum: whole }
      : { count: 0, sum: undefined };
  },
});

/** How many rows add up to 0; of numbers that are not negative: hold nothing else. */
export const emptyRows = defineFact({
  name: 'empty-rows',
  fields: { count, sum },
  block(state, block) {
    if (isOneRow(block.heads[0]!)) {
      addWhole(state, block);
      return;
    }
    let n = 0;
    eachSum(block, {}, (total) => {
      if (total === 0) n++;
      return true;
    });
    state.count += n;
  },
  answer: (state, _, [head]) =>
    isOneRow(head!) ? Number(head!.shape[0]! > 0 && state.sum.value() === 0) : state.count,
});

/** How many rows of values there are. */
export function rowsOfValues({ shape }: ArrayHead): number {
  return shape.at(-1) === 0 ? 0 : sizeOf(shape.slice(0, -1));
}
