/** JSON Lines: a number or an array a line, the rows of one array. Objects are rows of their members. */
import { isNdArray, type NdArray, shapeText } from '../tensor/ndarray.js';
import type { ArrayFile } from './format.js';
import { Cursor } from './json-cursor.js';
import { type JsonValue, parseValue } from './json-value.js';
import { NumberList } from './number-list.js';
import type { TextFile } from './text-file.js';

const OBJECT = 0x7b;
const NEWLINE = 0x0a;
/** As within arrays, in quotes too. */
const WORDS: ReadonlySet<string> = new Set(['NaN', 'Infinity', '-Infinity']);

/** @throws LossauditError `json-…`, with line and column */
export function openJsonLines(text: TextFile, where: string): ArrayFile {
  const cursor = new Cursor(text.bytes, where);
  cursor.pos = text.start;
  if (cursor.next() !== OBJECT) return { read: async () => rowsOf(text, where) };
  const first = parseValue(cursor, 0) as { [key: string]: JsonValue };
  return { keys: Object.keys(first), read: async (key) => rowsOf(text, where, key) };
}

/** @param key of the member of each line that is its row */
function rowsOf({ bytes, start }: TextFile, where: string, key?: string): NdArray {
  const cursor = new Cursor(bytes, where);
  cursor.pos = start;
  const rows = new Rows(cursor);
  for (let row = 0; cursor.next() >= 0; row++) {
    cursor.path[0] = row;
    // Each line is a document of its own.
    cursor.values = 0;
    const at = cursor.pos;
    const value = parseValue(cursor, 0);
    const end = cursor.pos;
    if (cursor.next() >= 0 && !bytes.subarray(end, cursor.pos).includes(NEWLINE))
      cursor.unexpected('the end of the line', 'JSON Lines have one number or array a line.');
    rows.add(key === undefined ? value : memberOf(value, key), at);
  }
  return rows.array();
}

function memberOf(value: JsonValue, key: string): JsonValue | undefined {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value) && !isNdArray(value);
  return isObject ? value[key] : undefined;
}

/** The rows of one array, which all have the shape of the first. */
class Rows {
  private readonly numbers = new NumberList(new Float64Array(64));
  private booleans = 0;
  private count = 0;
  private shape: readonly number[] | undefined;

  constructor(private readonly cursor: Cursor) {}

  /** @param at where it stands */
  add(value: JsonValue | undefined, at: number): void {
    const row = rowOf(value);
    if (row === undefined) {
      const found = value === undefined ? 'a line without this member' : describe(value);
      this.cursor.fail('json-mixed', { found, among: 'numbers' }, at);
    }
    this.shape ??= row.shape;
    if (shapeText(row.shape) !== shapeText(this.shape)) {
      const expected = `${shapeText(this.shape)} as before`;
      this.cursor.fail('json-ragged', { found: `of the shape ${shapeText(row.shape)}`, expected }, at);
    }
    for (let i = 0; i < row.data.length; i++) this.numbers.push(row.data[i]!);
    if (row.dtype === 'bool') this.booleans += row.data.length;
    this.count++;
  }

  array(): NdArray {
    const shape = [this.count, ...(this.shape ?? [])];
    return this.booleans > 0 && this.booleans === this.numbers.length
      ? { dtype: 'bool', shape, data: this.numbers.take(Uint8Array) }
      : { dtype: 'float64', shape, data: this.numbers.take(Float64Array) };
  }
}

type Row = Pick<NdArray, 'dtype' | 'shape'> & { readonly data: ArrayLike<number> };

function rowOf(value: JsonValue | undefined): Row | undefined {
  if (typeof value === 'boolean') return { dtype: 'bool', shape: [], data: [Number(value)] };
  if (typeof value === 'number') return { dtype: 'float64', shape: [], data: [value] };
  if (typeof value === 'string' && WORDS.has(value))
    return { dtype: 'float64', shape: [], data: [Number(value)] };
  if (Array.isArray(value) && value.length === 0) return { dtype: 'float64', shape: [0], data: [] };
  return typeof value === 'object' && value !== null && !Array.isArray(value) && isNdArray(value)
    ? value
    : undefined;
}

function describe(value: JsonValue): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return 'text';
  return Array.isArray(value) ? 'a list that holds no numbers' : 'an object';
}
