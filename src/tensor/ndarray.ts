/**
 * The array record that every reader makes and every engine takes.
 * Values are kept exactly: a reader that cannot hold a value (an int64 beyond 2^53, say) refuses it.
 */

/** numpy's numeric and bool dtypes, and bfloat16. What an array was declared as, not how it is stored. */
export const DTYPES = [
  'bool',
  'int8',
  'int16',
  'int32',
  'int64',
  'uint8',
  'uint16',
  'uint32',
  'uint64',
  'float16',
  'bfloat16',
  'float32',
  'float64',
] as const;
export type Dtype = (typeof DTYPES)[number];

/** The arithmetic an audit can ask for. */
export const ARITHMETICS = ['float32', 'float64', 'float16', 'bfloat16'] as const;
export type Arithmetic = (typeof ARITHMETICS)[number];

/** Storage able to hold the dtype's values exactly; 64-bit integers are stored as doubles after a check. */
export type ArrayData =
  | Float64Array
  | Float32Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array;

export interface NdArray {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** Row-major (C order); `data.length` is the product of `shape`. */
  readonly data: ArrayData;
}

/**
 * Tells an array record from other values; text from a user's file cannot pass for one, for it holds no typed
 * array.
 */
export function isNdArray(value: unknown): value is NdArray {
  return typeof value === 'object' && value !== null && 'data' in value && ArrayBuffer.isView(value.data);
}

/** Number of elements of a shape; 1 for the shape of a scalar. */
export function sizeOf(shape: readonly number[]): number {
  let size = 1;
  // By index: asked for each node, before anything is compiled, where an iterator makes an object a step.
  for (let i = 0; i < shape.length; i++) size *= shape[i]!;
  return size;
}

/** Is the dtype one of the integer kinds (bool is not)? */
export function isInteger(dtype: Dtype): boolean {
  return dtype.startsWith('int') || dtype.startsWith('uint');
}

/** Is it one of the floating-point dtypes? */
export function isFloating(dtype: Dtype): boolean {
  return dtype.includes('float');
}

/** `[2,3]`, or `[]` for a scalar: how shapes are written everywhere. */
export function shapeText(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`;
}

/** Position of a flat index: `[1][2]`; empty for a scalar. */
export function indexText(shape: readonly number[], flat: number): string {
  return positionOf(shape, flat)
    .map((i) => `[${i}]`)
    .join('');
}

/** The index along each axis of a flat index. */
export function positionOf(shape: readonly number[], flat: number): number[] {
  const position = new Array<number>(shape.length);
  let rest = flat;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    position[axis] = rest % shape[axis]!;
    rest = Math.floor(rest / shape[axis]!);
  }
  return position;
}

/**
 * Rows `from` to `to` (exclusive) of an axis; of axis 0 sharing storage. An array without the axis is
 * returned as it is.
 */
export function sliceRows(array: NdArray, from: number, to: number, axis = 0): NdArray {
  if (array.shape.length <= axis) return array;
  if (axis > 0)
    return takeRows(
      array,
      Array.from({ length: to - from }, (_, i) => from + i),
      axis,
    );
  const rowSize = sizeOf(array.shape.slice(1));
  return {
    dtype: array.dtype,
    shape: [to - from, ...array.shape.slice(1)],
    data: array.data.subarray(from * rowSize, to * rowSize),
  };
}

/**
 * The rows of an axis with these indices, in their order, copied. An array without the axis is returned as it
 * is.
 */
export function takeRows(array: NdArray, indices: ArrayLike<number>, axis = 0): NdArray {
  const { dtype, shape, data } = array;
  if (shape.length <= axis) return array;
  const [rows, before, size] = [shape[axis]!, sizeOf(shape.slice(0, axis)), sizeOf(shape.slice(axis + 1))];
  const Storage = data.constructor as new (length: number) => ArrayData;
  const taken = new Storage(before * indices.length * size);
  for (let b = 0; b < before; b++)
    for (let i = 0; i < indices.length; i++) {
      const from = (b * rows + indices[i]!) * size;
      taken.set(data.subarray(from, from + size), (b * indices.length + i) * size);
    }
  return { dtype, shape: [...shape.slice(0, axis), indices.length, ...shape.slice(axis + 1)], data: taken };
}
