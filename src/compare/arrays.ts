/** Arrays that a translation makes of others: each once, however many frameworks ask for it. */
import { type NdArray, sizeOf } from '../tensor/ndarray.js';

const made = new WeakMap<NdArray, Map<string, NdArray | undefined>>();

/** What is made of an array: the same object for the same question. */
export function derived<T extends NdArray | undefined>(from: NdArray, how: string, make: () => T): T {
  const known = made.get(from) ?? new Map<string, NdArray | undefined>();
  made.set(from, known);
  if (!known.has(how)) known.set(how, make());
  return known.get(how) as T;
}

function floats(shape: readonly number[]): NdArray & { data: Float64Array } {
  return { dtype: 'float64', shape, data: new Float64Array(sizeOf(shape)) };
}

export function mapped(from: NdArray, f: (value: number) => number): NdArray {
  const to = floats(from.shape);
  for (let i = 0; i < to.data.length; i++) to.data[i] = f(from.data[i]!);
  return to;
}

export function reshaped({ dtype, data }: NdArray, shape: readonly number[]): NdArray {
  return { dtype, shape, data };
}

/** Strides of the elements before, along and behind an axis. */
function around(shape: readonly number[], axis: number) {
  return {
    before: sizeOf(shape.slice(0, axis)),
    length: shape[axis] ?? 1,
    behind: sizeOf(shape.slice(axis + 1)),
  };
}

/** Each vector along an axis, given to `f` to be changed. */
export function alongAxis(from: NdArray, axis: number, f: (vector: Float64Array) => void): NdArray {
  const to = floats(from.shape);
  const { before, length, behind } = around(from.shape, axis);
  const vector = new Float64Array(length);
  for (let b = 0; b < before; b++)
    for (let c = 0; c < behind; c++) {
      const at = b * length * behind + c;
      for (let k = 0; k < length; k++) vector[k] = from.data[at + k * behind]!;
      f(vector);
      for (let k = 0; k < length; k++) to.data[at + k * behind] = vector[k]!;
    }
  return to;
}

/** Does something hold for every vector along an axis? */
export function everyVector(from: NdArray, axis: number, holds: (vector: Float64Array) => boolean): boolean {
  const { before, length, behind } = around(from.shape, axis);
  const vector = new Float64Array(length);
  for (let b = 0; b < before; b++)
    for (let c = 0; c < behind; c++) {
      const at = b * length * behind + c;
      for (let k = 0; k < length; k++) vector[k] = from.data[at + k * behind]!;
      if (!holds(vector)) return false;
    }
  return true;
}

/** The same numbers with an axis in another place. */
export function axisMoved(from: NdArray, axis: number, place: number): NdArray {
  if (axis === place) return from;
  const order = from.shape.map((_, i) => i).filter((i) => i !== axis);
  order.splice(place, 0, axis);
  const shape = order.map((i) => from.shape[i]!);
  const strides = from.shape.map((_, i) => sizeOf(from.shape.slice(i + 1)));
  const data = from.data.slice();
  const at = shape.map(() => 0);
  for (let i = 0; i < data.length; i++) {
    let source = 0;
    for (let k = 0; k < order.length; k++) source += at[k]! * strides[order[k]!]!;
    data[i] = from.data[source]!;
    for (let k = shape.length - 1; k >= 0; k--) {
      at[k]!++;
      if (at[k]! < shape[k]!) break;
      at[k] = 0;
    }
  }
  return { dtype: from.dtype, shape, data };
}

/** A row of zeros with a single 1 for each index. @returns undefined where an index is no class */
export function oneHot(indices: NdArray, classes: number, axis: number): NdArray | undefined {
  const shape = [...indices.shape.slice(0, axis), classes, ...indices.shape.slice(axis)];
  const to = floats(shape);
  const { before, behind } = around(shape, axis);
  for (let b = 0; b < before; b++)
    for (let c = 0; c < behind; c++) {
      const label = indices.data[b * behind + c]!;
      if (!Number.isInteger(label) || label < 0 || label >= classes) return undefined;
      to.data[(b * classes + label) * behind + c] = 1;
    }
  return to;
}

/** The place of the 1 in each vector along an axis. @returns undefined where one is not one-hot */
export function indicesOf(from: NdArray, axis: number): NdArray | undefined {
  const { before, length, behind } = around(from.shape, axis);
  const shape = from.shape.filter((_, i) => i !== axis);
  const data = new Float64Array(sizeOf(shape));
  for (let b = 0; b < before; b++)
    for (let c = 0; c < behind; c++) {
      let label = -1;
      for (let k = 0; k < length; k++) {
        const value = from.data[(b * length + k) * behind + c]!;
        if (value === 0) continue;
        if (value !== 1 || label >= 0) return undefined;
        label = k;
      }
      if (label < 0) return undefined;
      data[b * behind + c] = label;
    }
  return { dtype: 'int64', shape, data };
}

/** Stretched as NumPy does, axes from the last one on. @returns undefined where it does not fit */
export function stretched(from: NdArray, shape: readonly number[]): NdArray | undefined {
  const lacking = shape.length - from.shape.length;
  if (lacking < 0 || from.shape.some((d, i) => d !== 1 && d !== shape[i + lacking])) return undefined;
  const strides = from.shape.map((d, i) => (d === 1 ? 0 : sizeOf(from.shape.slice(i + 1))));
  const to = floats(shape);
  const at = shape.map(() => 0);
  for (let i = 0; i < to.data.length; i++) {
    let source = 0;
    for (let k = 0; k < strides.length; k++) source += at[k + lacking]! * strides[k]!;
    to.data[i] = from.data[source]!;
    for (let k = shape.length - 1; k >= 0; k--) {
      at[k]!++;
      if (at[k]! < shape[k]!) break;
      at[k] = 0;
    }
  }
  return to;
}
