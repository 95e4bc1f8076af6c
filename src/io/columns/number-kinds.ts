/** The numbers of column files, as arrays that hold them exactly. */
import { LossauditError } from '../../errors.js';
import type { ArrayData, Dtype } from '../../tensor/ndarray.js';
import { allocateFor } from '../npy-data.js';

/** Values that a library decoded. */
export type Decoded = ArrayLike<number | bigint | boolean>;

/**
 * Copies values into an array of the dtype.
 * @param place of the value number `i`, for errors
 * @throws LossauditError `value-inexact` for 64-bit integers that no double holds
 */
export function exactValues(
  values: Decoded,
  dtype: Dtype,
  { where, place }: { readonly where: string; place(i: number): string },
): ArrayData {
  const data = allocateFor(dtype, values.length);
  for (let i = 0; i < data.length; i++) {
    const value = values[i]!;
    data[i] = Number(value);
    if (typeof value === 'bigint' && BigInt(data[i]!) !== value) {
      const hint = 'Renumber identifiers below 2^53, or convert the column to float64 if rounding is meant.';
      throw new LossauditError('value-inexact', { index: place(i), value, dtype, hint }, { where });
    }
  }
  return data;
}

/** Parts of one column, one after the other. */
export function joined(parts: readonly ArrayData[], dtype: Dtype): ArrayData {
  const [only] = parts;
  if (only && parts.length === 1) return only;
  const data = allocateFor(
    dtype,
    parts.reduce((sum, part) => sum + part.length, 0),
  );
  let at = 0;
  for (const part of parts) {
    data.set(part, at);
    at += part.length;
  }
  return data;
}
