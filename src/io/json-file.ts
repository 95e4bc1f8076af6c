/**
 * A JSON text as a file of arrays: one array, or an object whose members are its arrays. What has further
 * values on further lines is JSON Lines.
 */
import { LossauditError } from '../errors.js';
import { isNdArray, type NdArray } from '../tensor/ndarray.js';
import { byteSource } from './bytes.js';
import type { ArrayFile, FileRequest } from './format.js';
import { Cursor } from './json-cursor.js';
import { documentOf } from './json-document.js';
import { openJsonLines } from './json-lines.js';
import { type JsonValue, parseValue } from './json-value.js';
import { readUtf8 } from './text-file.js';
import { textStart } from './utf8.js';

const NEWLINE = 0x0a;
/** Bytes that tell a document from lines. */
const HEAD = 2 ** 20;

/** @throws LossauditError `json-…`, with line and column */
export async function openJson(request: FileRequest): Promise<ArrayFile> {
  // Lines need not be read whole.
  if (await beginsWithLines(request)) return openJsonLines(request);
  const text = await readUtf8(request);
  const cursor = new Cursor(text.bytes, request.where);
  cursor.pos = text.start;
  const value = parseValue(cursor, 0);
  const end = cursor.pos;
  if (cursor.next() >= 0 && text.bytes.subarray(end, cursor.pos).includes(NEWLINE))
    return openJsonLines(request);
  // What stands behind the value on its line is refused there.
  if (cursor.next() >= 0) documentOf(text.bytes, request.where, text.start);
  const array = asArray(value);
  if (array) return { read: async () => array };
  const members = new Map<string, NdArray>();
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    for (const [key, member] of Object.entries(value)) {
      const one = asArray(member);
      if (one) members.set(key, one);
    }
  if (members.size === 0)
    throw new LossauditError('no-arrays', { file: request.file }, { where: request.slot });
  return { keys: [...members.keys()], read: async (key) => members.get(key)! };
}

/** Does a large file begin with a value on a line of its own, and another one below it? */
async function beginsWithLines({ handle, size, where }: FileRequest): Promise<boolean> {
  if (size <= HEAD) return false;
  const head = Buffer.alloc(HEAD);
  await (await byteSource(handle, where)).read(head, 0);
  const lines = head.subarray(0, head.lastIndexOf(NEWLINE) + 1);
  try {
    const cursor = new Cursor(lines, where);
    cursor.pos = textStart(lines, where);
    parseValue(cursor, 0);
    const end = cursor.pos;
    return cursor.next() >= 0 && lines.subarray(end, cursor.pos).includes(NEWLINE);
  } catch (error) {
    // A value that goes on, or what reading all of it will say.
    if (error instanceof LossauditError) return false;
    throw error;
  }
}

function asArray(value: JsonValue): NdArray | undefined {
  if (typeof value === 'number') return { dtype: 'float64', shape: [], data: Float64Array.of(value) };
  if (Array.isArray(value) && value.length === 0)
    return { dtype: 'float64', shape: [0], data: new Float64Array(0) };
  return typeof value === 'object' && value !== null && !Array.isArray(value) && isNdArray(value)
    ? value
    : undefined;
}
