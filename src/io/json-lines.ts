/** JSON Lines: a number or an array a line, the rows of one array. Objects are rows of their members. */
import { isNdArray, type NdArray, shapeText } from '../tensor/ndarray.js';
import { type ByteSource, byteSource } from './bytes.js';
import type { ArrayFile, FileRequest } from './format.js';
import { Cursor } from './json-cursor.js';
import { type JsonValue, parseValue } from './json-value.js';
import { LineBlocks } from './line-blocks.js';
import { NumberList } from './number-list.js';
import { parsedBlocks, type TextArray, type TextBlock, textRows, wholeText } from './text-rows.js';
import { requireUtf8, textStart } from './utf8.js';

const OBJECT = 0x7b;
const NEWLINE = 0x0a;
/** As within arrays, in quotes too. */
const WORDS: ReadonlySet<string> = new Set(['NaN', 'Infinity', '-Infinity']);
/** Of numbers, a line each. */
const ONE: readonly number[] = [];

/** @throws LossauditError `json-…`, with line and column */
export async function openJsonLines({ handle, file, where }: FileRequest): Promise<ArrayFile> {
  const bytes = await byteSource(handle, where);
  const keys = await keysOf(bytes, where);
  const arrayOf = (key: string): TextArray => {
    const member = keys && key;
    const blocks = () =>
      parsedBlocks(new LineBlocks(bytes, where), (lines, before, rowShape) =>
        parsedLines(lines, { before, rowShape, where, key: member }),
      );
    return { file, where, blocks };
  };
  return {
    keys,
    read: (key) => wholeText(arrayOf(key), ONE),
    rows: (key, _, asked = {}) => textRows(arrayOf(key), ONE, asked),
  };
}

/** Names of the members of the first line; undefined where it is no object. */
async function keysOf(bytes: ByteSource, where: string): Promise<readonly string[] | undefined> {
  const blocks = new LineBlocks(bytes, where);
  await blocks.next();
  for (;;) {
    const cursor = cursorOf(blocks, where);
    if (cursor.next() !== OBJECT) return undefined;
    try {
      return Object.keys(parseValue(cursor, 0) as { [key: string]: JsonValue });
    } catch (error) {
      if (!(await blocks.extend())) throw error;
    }
  }
}

/** At the start of the block's text. @throws LossauditError `json-encoding` */
function cursorOf({ bytes, linesBefore }: LineBlocks, where: string): Cursor {
  const cursor = new Cursor(bytes, where, linesBefore);
  if (linesBefore === 0) cursor.pos = textStart(bytes, where);
  else requireUtf8(bytes, where, linesBefore);
  return cursor;
}

interface Lines {
  /** Rows before the block, and their shape. */
  readonly before: number;
  readonly rowShape: readonly number[] | undefined;
  readonly where: string;
  /** Of the member of each line that is its row. */
  readonly key?: string;
}

function parsedLines(blocks: LineBlocks, { before, rowShape, where, key }: Lines): TextBlock {
  const cursor = cursorOf(blocks, where);
  const rows = new Rows(cursor, rowShape);
  for (let row = before; cursor.next() >= 0; row++) {
    cursor.path[0] = row;
    // Each line is a document of its own.
    cursor.values = 0;
    const at = cursor.pos;
    const value = parseValue(cursor, 0);
    const end = cursor.pos;
    if (cursor.next() >= 0 && !blocks.bytes.subarray(end, cursor.pos).includes(NEWLINE))
      cursor.unexpected('the end of the line', 'JSON Lines have one number or array a line.');
    rows.add(key === undefined ? value : memberOf(value, key), at);
  }
  return rows.block();
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

  constructor(
    private readonly cursor: Cursor,
    private shape: readonly number[] | undefined,
  ) {}

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

  block(): TextBlock {
    const { count: rows, booleans, shape: rowShape = ONE } = this;
    return { rows, rowShape, booleans, values: this.numbers.take(Float64Array) };
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
