/**
 * What is asked of the values of arrays, and answered in one pass over their rows in blocks: a state that
 * merges, so that blocks, workers and machines give what the whole array gives.
 */
import type { ArrayData, NdArray } from '../tensor/ndarray.js';
import type { Field } from './fields.js';

/** An array without its values. */
export type ArrayHead = Pick<NdArray, 'dtype' | 'shape'>;

/** How many rows an array has along axis 0; a single number is one. */
export function rowsOf({ shape }: ArrayHead): number {
  return shape[0] ?? 1;
}

/** Rows of the arrays of a fact, in the order of its slots. */
export interface Block {
  /** Row-major; whole rows of axis 0. */
  readonly arrays: readonly ArrayData[];
  readonly heads: readonly ArrayHead[];
  /** The first of these rows, in the whole array. */
  readonly first: number;
  readonly rows: number;
}

export interface ArrayStats {
  /** Over what is no NaN; infinity and −infinity where there is nothing. */
  readonly min: number;
  readonly max: number;
  readonly nan: number;
  /** Elements that are no integers. */
  readonly fractional: number;
  readonly count: number;
}

/** Plain JSON; members that are undefined are as if left out. */
export type Params = object;

/**
 * Values of a slot that make an answer useless, whatever other rows hold: below or above these, or NaN. The
 * pass leaves such a fact out.
 */
interface Moot {
  readonly slot: string;
  readonly below?: number;
  readonly above?: number;
  readonly nan?: true;
}

/** A fact that is asked for: plain JSON. @typeParam R what the answer is */
export interface Request<R = unknown> {
  readonly fact: string;
  readonly slots: readonly string[];
  readonly params: Params;
  readonly moot?: Moot;
  /** Of the type alone; never set. */
  readonly answer?: R;
}

interface FactSpec<P extends Params, S, R> {
  /** A stable name: states are written under it. */
  readonly name: string;
  readonly fields: { readonly [K in keyof S]: Field<S[K]> };
  /** Takes rows in; changes the state. */
  block(state: S, block: Block, params: P): void;
  /** Does the state stay as it starts, by the statistics of the slots' arrays alone? */
  trivial?(stats: readonly ArrayStats[], params: P): boolean;
  answer(state: S, params: P, heads: readonly ArrayHead[]): R;
}

/** A fact whatever its types are, as the pass and the registry take it. */
export interface AnyFact {
  readonly name: string;
  readonly fields: Readonly<Record<string, Field<unknown>>>;
  readonly block: (state: State, block: Block, params: Params) => void;
  readonly trivial?: (stats: readonly ArrayStats[], params: Params) => boolean;
  readonly answer: (state: State, params: Params, heads: readonly ArrayHead[]) => unknown;
}

export type State = Record<string, unknown>;

export interface Fact<P extends Params, R> {
  readonly kind: AnyFact;
  /** Asks for it. */
  of(slots: readonly string[], params: P): Request<R>;
  /** Asks for it where it is not moot; the answer is undefined there. */
  of(slots: readonly string[], params: P, moot: Moot): Request<R | undefined>;
}

export function defineFact<P extends Params, S, R>(spec: FactSpec<P, S, R>): Fact<P, R> {
  return {
    // What is asked by `of` has these parameters.
    kind: spec as unknown as AnyFact,
    of: (slots: readonly string[], params: P, moot?: Moot) => ({
      fact: spec.name,
      slots,
      params,
      ...(moot ? { moot } : {}),
    }),
  };
}

const keys = new WeakMap<Request, string>();

/** Tells requests apart. */
export function keyOf(request: Request): string {
  const before = keys.get(request);
  if (before !== undefined) return before;
  const { fact, slots, params, moot } = request;
  const key = JSON.stringify([fact, slots, params, moot]);
  keys.set(request, key);
  return key;
}

export function isMoot({ moot }: Request, stats: (slot: string) => ArrayStats): boolean {
  if (!moot) return false;
  const { min, max, nan } = stats(moot.slot);
  const { below = Number.NEGATIVE_INFINITY, above = Number.POSITIVE_INFINITY } = moot;
  return min < below || max > above || (moot.nan === true && nan > 0);
}
