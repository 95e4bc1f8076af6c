/** Is this UTF-8 text, and where is it not? */
import { isUtf8 } from 'node:buffer';
import { LossauditError } from '../errors.js';
import { lineAndColumn } from './position.js';

const CONVERT = 'Save it as UTF-8. In PowerShell: … | Out-File -Encoding utf8, not >.';

/**
 * Returns the offset of the first byte of text: after a byte order mark, if there is one.
 * @throws LossauditError `json-encoding` with line and column
 */
export function textStart(bytes: Buffer, source: string): number {
  requireNoUtf16(bytes, source);
  requireUtf8(bytes, source);
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
}

/**
 * @param linesBefore of the text, where the bytes are a part of it
 * @throws LossauditError `json-encoding` with line and column
 */
export function requireUtf8(bytes: Buffer, source: string, linesBefore = 0): void {
  if (!isUtf8(bytes)) {
    const at = firstInvalid(bytes);
    const place = lineAndColumn(bytes, at);
    const [line, column] = [place.line + linesBefore, place.column];
    const byte = `the byte 0x${bytes[at]!.toString(16)} in line ${line}, column ${column}`;
    const problem = `${byte} is not valid UTF-8`;
    throw new LossauditError(
      'json-encoding',
      { problem, hint: CONVERT, line, column },
      { where: `${source}:${line}:${column}` },
    );
  }
}

/** @throws LossauditError `json-encoding` */
export function requireNoUtf16(bytes: Buffer, source: string): void {
  const problem = utf16Problem(bytes);
  if (problem !== undefined)
    throw new LossauditError('json-encoding', { problem, hint: CONVERT }, { where: source });
}

/** UTF-16 shows by its byte order mark, or by the NUL that each ASCII character has beside it. */
function utf16Problem(bytes: Buffer): string | undefined {
  const [a = 0, b = -1, c = 0, d = -1] = bytes;
  if ((a === 0xff && b === 0xfe) || (a > 0 && b === 0 && c > 0 && d === 0))
    return 'it is UTF-16 (little-endian)';
  if ((a === 0xfe && b === 0xff) || (a === 0 && b > 0 && c === 0 && d > 0))
    return 'it is UTF-16 (big-endian)';
  return undefined;
}

/**
 * The offset of the first byte that starts no valid sequence, found by halving: a prefix cut at a boundary is
 * valid or not.
 */
function firstInvalid(bytes: Buffer): number {
  let valid = 0;
  let end = bytes.length;
  while (end - valid > 8) {
    let middle = valid + Math.floor((end - valid) / 2);
    // Back to the start of the sequence; more than three continuation bytes are invalid in any case.
    for (let back = 0; back < 3 && middle > valid && (bytes[middle]! & 0xc0) === 0x80; back++) middle--;
    if (middle === valid || !isUtf8(bytes.subarray(valid, middle))) end = Math.max(middle, valid + 1);
    else valid = middle;
  }
  for (let at = valid; at < bytes.length; ) {
    const length = [1, 2, 3, 4].find((n) => at + n <= bytes.length && isUtf8(bytes.subarray(at, at + n)));
    if (length === undefined) return at;
    at += length;
  }
  return bytes.length - 1;
}
