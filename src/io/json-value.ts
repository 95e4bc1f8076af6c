/** Values, objects and arrays of JSON. Number arrays are left to `json-array.ts`. */
import { isNdArray, type NdArray } from '../tensor/ndarray.js';
import { parseNumberArray } from './json-array.js';
import { type Cursor, isDigit } from './json-cursor.js';
import { memberIndex } from './json-locate.js';
import { parseNumber } from './json-number.js';
import { parseString } from './json-string.js';

/** A parsed document. Nested numbers are one `NdArray`; objects have no prototype, so no key is special. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | NdArray
  | JsonValue[]
  | { [key: string]: JsonValue };

/** Is it an object, no list and no array of numbers? */
export function isRecord(value: JsonValue | undefined): value is { [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isNdArray(value);
}

const MAX_DEPTH = 64;
/** Values outside number arrays: each costs an object, so their number is limited and the memory with it. */
export const MAX_VALUES = 2 ** 16;

/**
 * Reads the value at the cursor, after white space. `depth` is the number of open objects and arrays around
 * it.
 */
export function parseValue(cursor: Cursor, depth: number): JsonValue {
  const byte = cursor.next();
  countValue(cursor);
  switch (byte) {
    case 0x7b:
      return parseObject(cursor, depth + 1);
    case 0x5b:
      checkDepth(cursor, depth + 1);
      return parseNumberArray(cursor) ?? parseOtherArray(cursor, depth + 1);
    case 0x22:
      return parseString(cursor);
    default:
      return parseLiteral(cursor, byte);
  }
}

function parseLiteral(cursor: Cursor, byte: number): null | boolean | number {
  if (isDigit(byte)) return parseNumber(cursor);
  if (cursor.takeWord('true')) return true;
  if (cursor.takeWord('false')) return false;
  if (cursor.takeWord('null')) return null;
  if (cursor.takeWord('NaN')) return Number.NaN;
  if (cursor.takeWord('Infinity')) return Number.POSITIVE_INFINITY;
  if (cursor.takeWord('-Infinity')) return Number.NEGATIVE_INFINITY;
  return byte === 0x2d ? parseNumber(cursor) : cursor.unexpected('a value');
}

/** What `Object.create(null)` makes is a hash table, for which everybody who reads it pays. */
function Bare() {
  // Nothing but a prototype without members.
}
Bare.prototype = Object.create(null);
const BareObject = Bare as unknown as new () => { [key: string]: JsonValue };

function parseObject(cursor: Cursor, depth: number): { [key: string]: JsonValue } {
  checkDepth(cursor, depth);
  const object = new BareObject();
  const start = cursor.pos++;
  if (cursor.next() === 0x7d) {
    cursor.pos++;
    return object;
  }
  for (;;) {
    if (cursor.next() !== 0x22) cursor.unexpected('a key in double quotes');
    const keyStart = cursor.pos;
    const key = parseString(cursor);
    // Other code would take it for the object's prototype and lose it.
    if (key === '__proto__') cursor.fail('json-refused-key', { key }, keyStart, [...cursor.path, key]);
    if (key in object) {
      const first = memberIndex(cursor.bytes, start, keyStart).get(key)?.start ?? start;
      cursor.fail('json-duplicate-key', { key, firstLine: cursor.lineAt(first) }, keyStart, [
        ...cursor.path,
        key,
      ]);
    }
    cursor.path.push(key);
    if (cursor.next() !== 0x3a) cursor.unexpected('a colon after the key');
    cursor.pos++;
    cursor.next();
    const valueStart = cursor.pos;
    object[key] = parseValue(cursor, depth);
    if (depth === 1) cursor.members.set(key, { start: valueStart, end: cursor.pos });
    cursor.path.pop();
    const byte = cursor.next();
    cursor.pos++;
    if (byte === 0x7d) return object;
    if (byte !== 0x2c) {
      cursor.pos--;
      cursor.unexpected('a comma or }');
    }
    if (cursor.next() === 0x7d)
      cursor.unexpected('a key after the comma', 'Remove the comma before the closing bracket.');
  }
}

/** An array known to hold no numbers before its first other value; a number after that is an error. */
function parseOtherArray(cursor: Cursor, depth: number): JsonValue[] {
  checkDepth(cursor, depth);
  const array: JsonValue[] = [];
  cursor.pos++;
  if (cursor.next() === 0x5d) {
    cursor.pos++;
    return array;
  }
  for (;;) {
    const byte = cursor.next();
    const start = cursor.pos;
    cursor.path.push(array.length);
    countValue(cursor);
    if (byte === 0x5b) array.push(parseOtherArray(cursor, depth + 1));
    else if (byte === 0x7b) array.push(parseObject(cursor, depth + 1));
    else if (byte === 0x22) array.push(parseString(cursor));
    else {
      const value = parseLiteral(cursor, byte);
      if (value !== null)
        cursor.fail('json-mixed', { found: String(value), among: 'text, null, objects or lists' }, start);
      array.push(value);
    }
    cursor.path.pop();
    const after = cursor.next();
    if (after === 0x5d) {
      cursor.pos++;
      return array;
    }
    if (after !== 0x2c) cursor.unexpected('a comma or ]');
    cursor.pos++;
    if (cursor.next() === 0x5d) {
      cursor.unexpected('a value after the comma', 'Remove the comma before the closing bracket.');
    }
  }
}

function checkDepth(cursor: Cursor, depth: number): void {
  if (depth <= MAX_DEPTH) return;
  const what = 'brackets nested more deeply';
  cursor.fail('json-limit', {
    what,
    limit: `${MAX_DEPTH} levels`,
    hint: 'An audit needs four levels and the axes of its arrays.',
  });
}

export const TOO_MANY = {
  what: 'more values outside arrays of numbers',
  limit: MAX_VALUES,
  hint: 'Large arrays are nested numbers or files; nothing else in an audit is large.',
};

function countValue(cursor: Cursor): void {
  if (++cursor.values <= MAX_VALUES) return;
  cursor.fail('json-limit', TOO_MANY);
}
