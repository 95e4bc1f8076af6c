/** The values of a program with their shape, as an array of an audit. */
import { LossauditError } from '../errors.js';
import { type Dtype, type NdArray, sizeOf } from '../tensor/ndarray.js';
import { castTo, parseDtype } from './dtype-cast.js';
import { MAX_RANK } from './json-array.js';
import { fromNested } from './nested-numbers.js';
import { fromTyped, noArray, type TypedArray } from './typed-array.js';

/** A typed array with its axes, in C order. */
export interface ShapedArray {
  readonly data: TypedArray | readonly number[];
  /** One axis if left out. */
  readonly shape?: readonly number[];
  /** What its values are, where that is not the kind of `data`: `bfloat16`. */
  readonly dtype?: Dtype;
}

/** @throws LossauditError for a shape of other numbers of values, and keys that it has not */
export function fromShaped(given: Readonly<Record<string, unknown>>, where: string): NdArray {
  const unknown = Object.keys(given).find((key) => !['data', 'shape', 'dtype'].includes(key));
  if (unknown !== undefined) throw noArray(`an object with the key "${unknown}" beside "data"`, where);
  const { data, shape, dtype } = given;
  const flat = ArrayBuffer.isView(data)
    ? fromTyped(data, where)
    : Array.isArray(data)
      ? (fromNested(data, where) ?? { dtype: 'float64', shape: [0], data: new Float64Array(0) })
      : undefined;
  if (flat === undefined) throw noArray('an object whose "data" is no typed array', where);
  const shaped = shape === undefined ? flat : { ...flat, shape: checkedShape(shape, flat, where) };
  return dtype === undefined ? shaped : castTo(shaped, parseDtype(dtype, where), where);
}

function checkedShape(shape: unknown, { data }: NdArray, where: string): readonly number[] {
  const isShape =
    Array.isArray(shape) && shape.length <= MAX_RANK && shape.every((n) => Number.isSafeInteger(n) && n >= 0);
  if (!isShape) throw noArray('an object whose "shape" is no list of sizes', where);
  if (sizeOf(shape) !== data.length)
    throw new LossauditError('array-shape', { shape, values: data.length }, { where });
  return [...shape];
}
