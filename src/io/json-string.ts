/** Strings of JSON. */
import type { Cursor } from './json-cursor.js';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const MAX_STRING_BYTES = 2 ** 24;
const SHORT = 200;

/** Reads the string at the cursor. */
export function parseString(cursor: Cursor): string {
  const { bytes, pos: start } = cursor;
  const plain = plainEnd(bytes, start);
  if (plain > 0) {
    cursor.pos = plain + 1;
    return bytes.toString('latin1', start + 1, plain);
  }
  const end = stringEnd(bytes, start);
  if (end - start > MAX_STRING_BYTES) {
    const hint = 'Arrays are nested numbers or files, never text.';
    cursor.fail('json-limit', { what: 'a longer text', limit: `${MAX_STRING_BYTES} bytes`, hint });
  }
  if (end < 0 || hasControlCharacter(bytes, start, end)) checkString(cursor);
  try {
    const value = decodeString(bytes, start, end);
    cursor.pos = end;
    return value;
  } catch {
    return checkString(cursor);
  }
}

/** Nearly all: no escape, ASCII alone, and short. @returns the offset of the closing quote, 0 for others */
function plainEnd(bytes: Buffer, start: number): number {
  const most = Math.min(bytes.length, start + SHORT);
  for (let pos = start + 1; pos < most; pos++) {
    const byte = bytes[pos]!;
    if (byte === QUOTE) return pos;
    if (byte < 0x20 || byte > 0x7e || byte === BACKSLASH) return 0;
  }
  return 0;
}

/** The value of the string literal in these bytes, quotes included. */
export function decodeString(bytes: Buffer, start: number, end: number): string {
  return JSON.parse(bytes.toString('utf8', start, end)) as string;
}

/** The offset after the closing quote of the string that starts here; -1 when there is none. */
export function stringEnd(bytes: Buffer, start: number): number {
  for (let pos = start + 1; pos < bytes.length; pos++) {
    if (bytes[pos] === BACKSLASH) pos++;
    else if (bytes[pos] === QUOTE) return pos + 1;
  }
  return -1;
}

function hasControlCharacter(bytes: Buffer, start: number, end: number): boolean {
  for (let pos = start; pos < end; pos++) if (bytes[pos]! < 0x20) return true;
  return false;
}

/** Finds what is wrong with a string that is known to be wrong. */
function checkString(cursor: Cursor): never {
  const { bytes, pos: start } = cursor;
  for (let pos = start + 1; pos < bytes.length && bytes[pos] !== QUOTE; pos++) {
    cursor.pos = pos;
    if (bytes[pos] === 0x0a || bytes[pos] === 0x0d) {
      cursor.pos = start;
      const hint = 'A quote is missing, or a line break in a text must be written \\n.';
      cursor.fail(
        'json-syntax',
        { found: 'a text that does not end in its line', expected: 'a closing "', hint },
        start,
      );
    }
    if (bytes[pos]! < 0x20)
      cursor.unexpected('text', 'Control characters in a text are written as escapes, \\t or \\u0000.');
    if (bytes[pos] === BACKSLASH) {
      const sequence = bytes.toString('latin1', pos, pos + 6);
      if (!/^\\(["\\/bfnrt]|u[0-9a-fA-F]{4})/.test(sequence)) {
        const hint = 'In JSON a backslash is written \\\\; in paths, use / instead.';
        cursor.fail('json-syntax', {
          found: sequence.slice(0, 2),
          expected: 'an escape such as \\n, \\" or \\u00e9',
          hint,
        });
      }
      pos++;
    }
  }
  cursor.pos = bytes.length;
  return cursor.unexpected('a closing "');
}
