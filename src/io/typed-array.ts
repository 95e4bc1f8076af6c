/** The typed arrays of a program, as arrays of an audit. None is changed. */
import { LossauditError } from '../errors.js';
import { type ArrayData, type Dtype, indexText, type NdArray } from '../tensor/ndarray.js';
import { allocateFor } from './npy-data.js';

/** JavaScript's arrays of numbers. */
export type TypedArray = ArrayData | Uint8ClampedArray | BigInt64Array | BigUint64Array;

const DTYPES_OF: Readonly<Record<string, Dtype>> = {
  Float64Array: 'float64',
  Float32Array: 'float32',
  Float16Array: 'float16',
  Int32Array: 'int32',
  Int16Array: 'int16',
  Int8Array: 'int8',
  Uint32Array: 'uint32',
  Uint16Array: 'uint16',
  Uint8Array: 'uint8',
  Uint8ClampedArray: 'uint8',
  BigInt64Array: 'int64',
  BigUint64Array: 'uint64',
};

/** @throws LossauditError for bytes, which say nothing of the numbers in them, and integers beyond doubles */
export function fromTyped(view: ArrayBufferView, where: string): NdArray {
  const kind = Object.prototype.toString.call(view).slice('[object '.length, -1);
  const dtype = DTYPES_OF[kind];
  if (dtype === undefined || Buffer.isBuffer(view))
    throw noArray(`a ${dtype === undefined ? kind : 'Buffer'}, which is bytes and no numbers`, where);
  const values = view as TypedArray;
  return { dtype, shape: [values.length], data: exactly(values, dtype, where) };
}

/** The same memory where it can be; copied where numbers are kept in another form. */
function exactly(values: TypedArray, dtype: Dtype, where: string): ArrayData {
  if (values instanceof Uint8ClampedArray)
    return new Uint8Array(values.buffer, values.byteOffset, values.length);
  const isBig = values instanceof BigInt64Array || values instanceof BigUint64Array;
  if (!isBig && dtype !== 'float16') return values;
  const data = allocateFor(dtype, values.length);
  for (let i = 0; i < data.length; i++) data[i] = Number(values[i]);
  if (!isBig) return data;
  for (let i = 0; i < data.length; i++) {
    if (BigInt(data[i]!) === values[i]) continue;
    const hint = 'Renumber identifiers below 2^53, or give a Float64Array if rounding is meant.';
    const found = { index: indexText([data.length], i), value: values[i] as bigint, dtype, hint };
    throw new LossauditError('value-inexact', found, { where });
  }
  return data;
}

/** What is no array, at a place of the audit. */
export function noArray(found: string, where: string): LossauditError {
  return new LossauditError('array-spec', { found }, { where });
}
