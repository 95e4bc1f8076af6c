/** Nested JSON numbers, scanned straight into one typed array. */
import type { NdArray } from '../tensor/ndarray.js';
import type { Cursor } from './json-cursor.js';
import { isDigit } from './json-cursor.js';
import { parseNumber } from './json-number.js';
import { NumberList } from './number-list.js';

/** numpy's limit until version 2; no loss needs more. */
export const MAX_RANK = 32;

const OPEN = 0x5b;
const CLOSE = 0x5d;
const COMMA = 0x2c;
const QUOTE = 0x22;
const MINUS = 0x2d;

/**
 * Reads the array at the cursor when its leaves are numbers, booleans, NaN, Infinity, -Infinity or those
 * three words as strings. Returns undefined, with the cursor where it was, when the array holds other things
 * or is a plain `[]`.
 *
 * `[[], []]` is an array of shape [2, 0]. Booleans alone give dtype bool, everything else float64.
 */
export function parseNumberArray(cursor: Cursor): NdArray | undefined {
  const start = cursor.pos;
  const rows = new Rows(cursor);
  cursor.indices = () => rows.indices();
  const array = scan(cursor, rows);
  cursor.indices = () => [];
  if (array === undefined) cursor.pos = start;
  return array;
}

function scan(cursor: Cursor, rows: Rows): NdArray | undefined {
  const numbers = new NumberList();
  let booleans = 0;
  /** Words in quotes are numbers only beside numbers: ["NaN", "none"] is a list of texts. */
  let quoted = 0;

  rows.open();
  let afterOpen = true;
  for (;;) {
    let byte = cursor.next();
    if (byte === OPEN) {
      rows.open();
      if (rows.isIrregular) return undefined;
      afterOpen = true;
      continue;
    }
    if (byte !== CLOSE || !afterOpen) {
      const leafStart = cursor.pos;
      if (isDigit(byte)) {
        numbers.push(parseNumber(cursor));
      } else if (byte === MINUS) {
        numbers.push(cursor.takeWord('-Infinity') ? Number.NEGATIVE_INFINITY : parseNumber(cursor));
      } else if (cursor.takeWord('true')) {
        numbers.push(1);
        booleans++;
      } else if (cursor.takeWord('false')) {
        numbers.push(0);
        booleans++;
      } else if (cursor.takeWord('NaN')) {
        numbers.push(Number.NaN);
      } else if (cursor.takeWord('Infinity')) {
        numbers.push(Number.POSITIVE_INFINITY);
      } else {
        const value = byte === QUOTE ? takeQuotedWord(cursor) : undefined;
        if (value === undefined && numbers.length === quoted) return undefined;
        if (value === undefined) return rows.failOther(byte, leafStart);
        numbers.push(value);
        quoted++;
      }
      rows.addLeaf(leafStart, numbers.length > quoted);
      byte = cursor.next();
    }
    afterOpen = false;
    while (byte === CLOSE && !rows.isIrregular) {
      if (rows.close()) {
        if (numbers.length === 0 && rows.rank === 1) return undefined;
        const isBool = booleans > 0 && booleans === numbers.length;
        return isBool
          ? { dtype: 'bool', shape: rows.shape(), data: numbers.take(Uint8Array) }
          : { dtype: 'float64', shape: rows.shape(), data: numbers.take(Float64Array) };
      }
      byte = cursor.next();
    }
    if (rows.isIrregular) return undefined;
    if (byte !== COMMA) cursor.unexpected('a comma or ]');
    cursor.pos++;
    if (cursor.next() === CLOSE) {
      cursor.unexpected('a value after the comma', 'Remove the comma before the closing bracket.');
    }
  }
}

const QUOTED_WORDS: readonly (readonly [string, number])[] = [
  ['"NaN"', Number.NaN],
  ['"Infinity"', Number.POSITIVE_INFINITY],
  ['"-Infinity"', Number.NEGATIVE_INFINITY],
];

function takeQuotedWord(cursor: Cursor): number | undefined {
  for (const [word, value] of QUOTED_WORDS) if (cursor.takeWord(word)) return value;
  return undefined;
}

/** The open rows of a nested array, and the proof that it is rectangular. */
class Rows {
  /** The deepest row so far: the rank of the array. */
  rank = 0;
  /** Ragged before any number: a list of other things, not an array with an error. */
  isIrregular = false;
  private holdsNumbers = false;
  private depth = 0;
  /** Depth of the rows that hold the numbers; 0 before the first number. */
  private leafDepth = 0;
  /** Elements read so far in the open row of each depth. */
  private readonly counts: number[] = [0];
  /** Length of the first complete row of each depth. */
  private readonly lengths: number[] = [];
  private readonly starts: number[] = [];

  constructor(private readonly cursor: Cursor) {}

  open(): void {
    const { cursor } = this;
    if (this.depth > 0 && this.depth === this.leafDepth) {
      this.ragged('an array', 'a number like its neighbours', cursor.pos);
    }
    if (this.depth === MAX_RANK) {
      cursor.fail('json-limit', {
        what: 'an array nested more deeply',
        limit: `${MAX_RANK} axes`,
        hint: 'Remove brackets.',
      });
    }
    this.depth++;
    this.counts[this.depth] = 0;
    this.starts[this.depth] = cursor.pos;
    if (this.depth > this.rank) this.rank = this.depth;
    cursor.pos++;
  }

  /** Closes the innermost row; true when it was the outermost one too. */
  close(): boolean {
    const { cursor, depth, counts, lengths } = this;
    const length = counts[depth]!;
    lengths[depth] ??= length;
    if (length !== lengths[depth]) {
      this.depth--;
      this.ragged(`a row of ${length}`, `a row of ${lengths[depth]} as before`, this.starts[depth]!);
      return false;
    }
    cursor.pos++;
    this.depth--;
    counts[this.depth]!++;
    return this.depth === 0;
  }

  /** Counts a number; it may stand only in the innermost rows. */
  addLeaf(start: number, isNumber: boolean): void {
    if (isNumber) this.holdsNumbers = true;
    if (this.depth !== this.leafDepth) {
      if (this.depth !== this.rank) this.ragged('a number', 'an array like its neighbours', start);
      this.leafDepth = this.depth;
    }
    this.counts[this.depth]!++;
  }

  private ragged(found: string, expected: string, at: number): void {
    if (this.holdsNumbers) this.cursor.fail('json-ragged', { found, expected }, at);
    this.isIrregular = true;
  }

  failOther(byte: number, at: number): never {
    const found =
      byte === QUOTE
        ? 'text'
        : byte === 0x7b
          ? 'an object'
          : this.cursor.takeWord('null')
            ? 'null'
            : undefined;
    if (found === undefined) this.cursor.unexpected('a number');
    return this.cursor.fail('json-mixed', { found, among: 'numbers' }, at);
  }

  shape(): number[] {
    return this.lengths.slice(1, this.rank + 1);
  }

  /** The place of the current element. */
  indices(): number[] {
    return this.counts.slice(1, this.depth + 1);
  }
}
