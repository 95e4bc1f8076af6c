/** When two numbers are the same: equal but for rounding. */
import type { Arithmetic } from '../tensor/ndarray.js';
import { near } from '../tensor/near.js';

/** What a framework makes of the audit. */
export interface Numbers {
  readonly value: number;
  readonly value64: number;
  readonly dtype: Arithmetic;
}

/** The spacing of the numbers near 1; of float64 what long sums and logarithms of the same numbers lose. */
const SPACING: Readonly<Record<Arithmetic, number>> = {
  float64: 1e-12,
  float32: 2 ** -23,
  float16: 2 ** -10,
  bfloat16: 2 ** -7,
};

/** Rounding after every operation adds up to so many spacings. */
const ADDED_UP = 64;

/** No loss is that small; sums that cancel are. */
const NOTHING = 1e-12;

/** Are two numbers those of one formula, within what their dtypes can tell apart? */
export function isSame(a: Numbers, b: Numbers): boolean {
  const spacing = Math.max(SPACING[a.dtype], SPACING[b.dtype]);
  const exact = near(a.value64, b.value64, spacing) || Math.abs(a.value64 - b.value64) <= NOTHING;
  return exact && (isNear(a.value, b.value, ADDED_UP * spacing) || bothOff(a, b));
}

function isNear(a: number, b: number, relative: number): boolean {
  return near(a, b, relative) || Math.abs(a - b) <= NOTHING;
}

/** Cancellation: one dtype is as far from its own exact number as the two are from each other. */
function bothOff(a: Numbers, b: Numbers): boolean {
  return a.dtype === b.dtype && Number.isFinite(a.value) && isNear(a.value, b.value, 1e-3);
}

export interface Grouped<T> {
  readonly first: T;
  readonly members: readonly T[];
}

/** In the order of their first members. */
export function grouped<T extends Numbers>(all: readonly T[]): Grouped<T>[] {
  const groups: { first: T; members: T[] }[] = [];
  for (const one of all) {
    const group = groups.find(({ first }) => isSame(first, one));
    if (group) group.members.push(one);
    else groups.push({ first: one, members: [one] });
  }
  return groups;
}
