/** The nested lists of a program, as arrays of an audit. */
import { LossauditError } from '../errors.js';
import { type Dtype, type NdArray, sizeOf } from '../tensor/ndarray.js';
import { castTo } from './dtype-cast.js';
import { MAX_RANK } from './json-array.js';
import { allocateFor } from './npy-data.js';
import { fromTyped, noArray } from './typed-array.js';

/**
 * Nested lists of numbers, of booleans, or of typed arrays as rows.
 * @returns undefined for a list that holds something else, and for an empty one
 * @throws LossauditError `json-ragged`, `json-mixed`, as of a file
 */
export function fromNested(list: readonly unknown[], where: string): NdArray | undefined {
  if (list.length === 0 || !isNumeric(list, { left: LOOKED_AT })) return undefined;
  const shape: number[] = [];
  for (let at: unknown = list; isRow(at); at = at[0]) {
    shape.push(at.length);
    if (shape.length > MAX_RANK) throw noArray(`a list nested more deeply than ${MAX_RANK} axes`, where);
  }
  requireRoom(shape, list, where);
  const leaves = new Leaves(shape, where);
  leaves.fill(list, 0, []);
  return leaves.array();
}

type Row = readonly unknown[] | ArrayLike<unknown>;
const isRow = (value: unknown): value is Row => Array.isArray(value) || ArrayBuffer.isView(value);

/**
 * Of lists that nothing but numbers fills the first tells; lists of holes, or of one list again and again,
 * have no end.
 */
const LOOKED_AT = 10_000;

/** A word alone is a text: `["NaN"]`. */
function isNumeric(value: unknown, looks: { left: number }, depth = 0): boolean {
  if (!Array.isArray(value))
    return ['number', 'boolean', 'bigint'].includes(typeof value) || ArrayBuffer.isView(value);
  if ((value.length === 0 && depth > 0) || depth > MAX_RANK) return true;
  for (let i = 0; i < value.length && looks.left-- > 0; i++)
    if (isNumeric(value[i], looks, depth + 1)) return true;
  return false;
}

/** Numbers in lists: a program has more in typed arrays. Rows that are typed arrays are one each. */
const MOST = 2 ** 26;

/** Asked before memory is taken. @throws LossauditError `array-spec` */
function requireRoom(shape: readonly number[], list: readonly unknown[], where: string): void {
  let at: unknown = list;
  let axes = 0;
  for (; Array.isArray(at); at = at[0]) axes++;
  const listed = sizeOf(shape.slice(0, axes).filter((length) => length > 0));
  if (listed > MOST)
    throw noArray(`nested lists of ${listed} numbers, more than ${MOST}: they take a typed array`, where);
}

class Leaves {
  private readonly values: Float64Array;
  private used = 0;
  /** What all of them are; undefined once they differ. */
  private dtype: Dtype | undefined;
  private begun = false;

  constructor(
    private readonly shape: readonly number[],
    private readonly where: string,
  ) {
    this.values = allocateFor('float64', sizeOf(shape)) as Float64Array;
  }

  fill(row: Row, depth: number, place: readonly number[]): void {
    const length = this.shape[depth]!;
    if (row.length !== length) this.ragged(`a row of ${row.length}`, `a row of ${length} as before`, place);
    const isInner = depth === this.shape.length - 1;
    if (ArrayBuffer.isView(row)) {
      const { dtype, data } = fromTyped(row, this.where);
      if (!isInner) this.ragged('a typed array', 'a list like its neighbours', place);
      this.take(dtype);
      this.values.set(data, this.used);
      this.used += data.length;
      return;
    }
    for (let i = 0; i < row.length; i++) {
      const value = (row as readonly unknown[])[i];
      if (isInner && typeof value === 'number') {
        this.values[this.used++] = value;
        this.take('float64');
      } else if (isInner) this.leaf(value, [...place, i]);
      else if (isRow(value)) this.fill(value, depth + 1, [...place, i]);
      else this.ragged('a single value', 'a list like its neighbours', [...place, i]);
    }
  }

  array(): NdArray {
    const array: NdArray = { dtype: 'float64', shape: this.shape, data: this.values };
    return this.dtype === undefined ? array : castTo(array, this.dtype, this.where);
  }

  private leaf(value: unknown, place: readonly number[]): void {
    if (isRow(value)) this.ragged('a list', 'a number like its neighbours', place);
    this.take(typeof value === 'boolean' ? 'bool' : 'float64');
    if (typeof value !== 'boolean' && typeof value !== 'bigint' && !WORDS.has(value)) {
      const found = value === null ? 'null' : typeof value === 'string' ? 'text' : `${typeof value}`;
      const data = { path: this.path(place), found, among: 'numbers' };
      throw new LossauditError('json-mixed', data, { where: this.where });
    }
    const number = Number(value);
    if (typeof value === 'bigint' && BigInt(number) !== value) {
      const data = { literal: String(value), nearest: BigInt(number) };
      throw new LossauditError('number-inexact', data, { where: this.where });
    }
    this.values[this.used++] = number;
  }

  private take(dtype: Dtype): void {
    this.dtype = !this.begun || this.dtype === dtype ? dtype : undefined;
    this.begun = true;
  }

  private ragged(found: string, expected: string, place: readonly number[]): never {
    const data = { path: this.path(place), found, expected };
    throw new LossauditError('json-ragged', data, { where: this.where });
  }

  private path(place: readonly number[]): string {
    return `${this.where}${place.map((i) => `[${i}]`).join('')}`;
  }
}

const WORDS: ReadonlySet<unknown> = new Set(['NaN', 'Infinity', '-Infinity']);
