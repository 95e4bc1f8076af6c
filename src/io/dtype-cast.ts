/** Declaring the dtype of values: integers and bools have to fit, floating-point values are rounded to it. */
import { LossauditError } from '../errors.js';
import { FLOAT8, type Float8 } from '../tensor/float8.js';
import { type ArrayData, DTYPES, type Dtype, indexText, type NdArray } from '../tensor/ndarray.js';
import { rounding } from '../tensor/round.js';
import { allocateFor, type ItemPlaces } from './npy-data.js';

/** Smallest and largest value of the integer dtypes and bool. */
const RANGES: Partial<Record<Dtype, readonly [number, number]>> = {
  bool: [0, 1],
  int8: [-(2 ** 7), 2 ** 7 - 1],
  int16: [-(2 ** 15), 2 ** 15 - 1],
  int32: [-(2 ** 31), 2 ** 31 - 1],
  // The largest doubles that are 64-bit integers.
  int64: [-(2 ** 63), 2 ** 63 - 2 ** 10],
  uint8: [0, 2 ** 8 - 1],
  uint16: [0, 2 ** 16 - 1],
  uint32: [0, 2 ** 32 - 1],
  uint64: [0, 2 ** 64 - 2 ** 11],
};

/** What the bytes of a file may be declared as. */
export type DeclaredDtype = Dtype | Float8;
const DECLARED: readonly DeclaredDtype[] = [...DTYPES, ...FLOAT8];

/** @throws LossauditError `dtype-unknown` with the names that are known */
export function parseDeclared(name: unknown, where: string): DeclaredDtype {
  return known(DECLARED, name, where);
}

/** @throws LossauditError `dtype-unknown` with the names that are known */
export function parseDtype(name: unknown, where: string): Dtype {
  return known(DTYPES, name, where);
}

function known<D extends string>(dtypes: readonly D[], name: unknown, where: string): D {
  const dtype = dtypes.find((one) => one === name);
  if (dtype === undefined) {
    const shown = typeof name === 'string' ? name : JSON.stringify(name);
    throw new LossauditError('dtype-unknown', { dtype: shown, known: dtypes }, { where });
  }
  return dtype;
}

/**
 * The same values as `dtype`. For integers and bool each value has to be one of that dtype; for floating
 * point each is rounded to the nearest, ties to even: that is what declaring it means.
 * @throws LossauditError `value-not-in-dtype` with the index
 */
export function castTo(array: NdArray, dtype: Dtype, where: string): NdArray {
  if (array.dtype === dtype) return array;
  const index = (i: number) => indexText(array.shape, i) || 'the value';
  return { dtype, shape: array.shape, data: castValues(array.data, dtype, { where, index }) };
}

/** The same of values alone. @throws LossauditError `value-not-in-dtype` */
export function castValues(values: ArrayData, dtype: Dtype, { where, index }: ItemPlaces): ArrayData {
  const data = allocateFor(dtype, values.length);
  const range = RANGES[dtype];
  if (range === undefined) {
    const round = rounding(dtype);
    for (let i = 0; i < data.length; i++) data[i] = round(values[i]!);
    return data;
  }
  const [min, max] = range;
  for (let i = 0; i < data.length; i++) {
    const value = values[i]!;
    if (!(value >= min && value <= max && Number.isInteger(value))) {
      const hint = Number.isInteger(value)
        ? `${dtype} goes from ${BigInt(min)} to ${BigInt(max)}.`
        : `${dtype} holds whole numbers only; declare float32 or leave the dtype out.`;
      throw new LossauditError('value-not-in-dtype', { index: index(i), value, dtype, hint }, { where });
    }
    data[i] = value;
  }
  return data;
}
